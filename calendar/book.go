package calendar

import (
	"milepost/record"
	"milepost/rules"
)

// Options are the clinic's own choices.
type Options struct {
	State      string // two letters; of clients whose card names no other
	Alerts     []int  // days before a day on which to be reminded; none: 60, 45, 30, 14
	PacketDays int    // school days before a meeting by which its packet is due; 0: as the rules say
	Holidays   string // id of the holiday table; "": the federal one
}

// Facts are what is known of one client.
type Facts struct {
	Client      record.Client
	Therapist   record.ID
	Owners      []string      // whose the client's living goals are: clinic, school, early intervention, home
	Report      record.Period // of the next progress report
	From        record.Source // what the period begins with: the signed report before it, else the client's record
	CadenceDays int
	LastReport  record.Date   // last day of the last signed report's period; zero none
	Sent        []record.Date // days on which papers went to school or agency, ascending
	Attended    []record.Date // days of attended sessions of the clinic's discipline, ascending
}

// Book works out what falls due. It remembers holidays and rules by place, so
// it is not safe for concurrent use.
type Book struct {
	rules   rules.Rules
	options Options
	public  *holidays
	days    map[string]*Days
	clocks  map[rules.Place][]rules.Clock
}

// federal is the holiday table that counts where nobody names another.
const federal = "holidays-us-federal"

// NewBook makes a book of the rules.
func NewBook(r rules.Rules, o Options) *Book {
	if len(o.Alerts) == 0 {
		o.Alerts = []int{60, 45, 30, 14}
	}
	if o.Holidays == "" {
		o.Holidays = federal
	}
	b := &Book{rules: r, options: o, days: map[string]*Days{}, clocks: map[rules.Place][]rules.Clock{}}
	b.public = b.table(o.Holidays)
	return b
}

func (b *Book) table(id string) *holidays {
	table, ok := b.rules.HolidayTable(id)
	if !ok {
		return newHolidays(nil)
	}
	return newHolidays(table.Rows)
}

// DaysOf returns the days of the district; where no calendar of it is on file,
// those on which everybody works.
func (b *Book) DaysOf(district string) *Days {
	if d, known := b.days[district]; known {
		return d
	}
	d := &Days{public: b.public}
	if c, ok := b.rules.SchoolCalendar(district); ok {
		d.school = &c
		switch c.Holidays {
		case "":
		case b.options.Holidays:
			d.off = b.public
		default:
			d.off = b.table(c.Holidays)
		}
	}
	b.days[district] = d
	return d
}

// at returns the clocks of a place.
func (b *Book) at(place rules.Place) []rules.Clock {
	if c, known := b.clocks[place]; known {
		return c
	}
	c := b.rules.ClocksAt(place)
	b.clocks[place] = c
	return c
}

// Due returns all that falls due for the clients up to the day, in their order,
// expected later turns among it; what is overdue or has no date is always
// there. today is the clinic's day. Of a client who has left, nothing falls due
// after that.
func (b *Book) Due(today, until record.Date, clients ...Facts) []Due {
	all := make([]Due, 0, 18*len(clients))
	for _, f := range clients {
		all = b.client(all, f, today, until)
	}
	return all
}

func (b *Book) client(all []Due, f Facts, today, until record.Date) []Due {
	place := rules.Place{State: f.Client.School.State}
	if place.State == "" {
		place.State = b.options.State
	}
	t := &turn{
		book: b, facts: f, today: today, until: until, days: b.DaysOf(f.Client.School.District), place: place, all: all, begins: len(all),
		done: map[string]*Due{}, counted: map[string]*rules.Clock{},
	}
	clocks := b.at(place)
	for i := range clocks {
		if clocks[i].Payer == "" {
			t.add(&clocks[i])
		}
	}
	t.authorizations()
	return t.all
}

// Staff returns when the licences of members of staff end. Who has no licence
// at all, an assistant at a desk for one, is not asked for its day.
func (b *Book) Staff(staff []record.User, today record.Date) []Due {
	var all []Due
	clocks := b.at(rules.Place{State: b.options.State})
	for i := range clocks {
		clock := &clocks[i]
		if clock.For != rules.ForStaff {
			continue
		}
		for _, u := range staff {
			if u.Ended || u.License == "" {
				continue
			}
			t := &turn{book: b, today: today, days: b.DaysOf("")}
			d := t.begin(clock)
			d.Staff, d.On = u.ID, u.Expires
			d.Sources = []record.Source{{File: "user " + string(u.ID)}}
			d.Why = "the last day of the license"
			if u.Expires.IsZero() {
				d.Why, d.Next = "the license end date is missing", record.NextStep{Act: record.StepSetExpiry, User: u.ID}
			}
			t.finish(clock, &d)
			all = append(all, d)
		}
	}
	return all
}
