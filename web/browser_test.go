package web_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"milepost/caseload"
	"milepost/record"
)

// browser is a person with a browser.
type browser struct {
	testing.TB
	ctx    context.Context
	url    string
	clicks int
}

// newBrowser starts a headless Chromium, or skips with a word.
func (s *site) newBrowser() *browser {
	s.Helper()
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(s)), chromedp.NoSandbox, chromedp.DisableGPU)
	ctx, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	s.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	s.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 3*time.Minute)
	s.Cleanup(stop)
	b := &browser{TB: s, ctx: ctx, url: s.url}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900)); err != nil { // the browser lives as long as this context
		s.Fatal(err)
	}
	return b
}

func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("chromium is not installed")
	}
	t.Skip("chromium is not installed")
	return ""
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatalf("%v\nthe page says:\n%s", err, b.text("body"))
	}
}

func (b *browser) open(path string) {
	b.Helper()
	b.do(chromedp.Navigate(b.url + path))
}

// click clicks the element and counts it.
func (b *browser) click(selector string) {
	b.Helper()
	b.clicks++
	b.until(fmt.Sprintf("still(document.querySelector(%q))", selector))
	b.do(chromedp.Click(selector))
}

func (b *browser) write(selector, text string) {
	b.Helper()
	b.do(chromedp.SendKeys(selector, text))
}

// keys presses keys, wherever the focus is.
func (b *browser) keys(keys string) {
	b.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// js gives what an expression of the page gives.
func js[T any](b *browser, expression string) T {
	b.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, func(p *runtime.EvaluateParams) {
		yes := true
		p.AwaitPromise = &yes
	}))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return value
}

func (b *browser) text(selector string) string {
	ctx, stop := context.WithTimeout(b.ctx, 5*time.Second)
	defer stop()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf("(document.querySelector(%q) || {innerText: ''}).innerText", selector)))
	if err != nil {
		return err.Error()
	}
	return text
}

// sees waits until the page holds the words.
func (b *browser) sees(words string) {
	b.Helper()
	b.until(fmt.Sprintf("document.body.innerText.includes(%q)", words))
}

// still is a function of the page: whether an element lies where it lay when
// it was asked before. A click on what is moving meets something else.
const still = `function still(e) {
	if (!e) return false;
	e.scrollIntoView({block: "center"});
	const {x, y} = e.getBoundingClientRect(), was = e.lay;
	e.lay = x + " " + y;
	return e.lay === was;
}
`

// tap is a function of the page: it clicks the element, once it is there and
// the page's script listens.
const tap = `function tap(e) {
	if (!e || document.readyState != "complete") return false;
	e.click();
	return true;
}
`

// until waits until the expression holds.
func (b *browser) until(expression string) {
	b.Helper()
	for range 300 {
		ctx, stop := context.WithTimeout(b.ctx, 5*time.Second)
		holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("{"+still+tap+"!!("+expression+")}"))
		stop()
		if err == nil && holds {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.Fatalf("it never holds that %s; the page says:\n%s", expression, b.text("body"))
}

func (b *browser) login(id record.ID) {
	b.Helper()
	b.open("/login")
	b.write("#id", string(id))
	b.write("#password", secret+"\r")
	b.until("document.querySelector('header nav')")
}

// pen opens the form of the unit with the words: a click on the words takes
// it in hand, its pen opens the form.
func (b *browser) pen(words string) {
	b.Helper()
	b.until("tap((" + find(words) + ")?.querySelector('.words'))")
	b.until("document.querySelector('form.edit') || tap(document.querySelector('.unit.hand a.pen'))")
	b.until("document.activeElement.matches('form.edit textarea')")
}

// find is the unit with the words.
func find(words string) string {
	return fmt.Sprintf("[...document.querySelectorAll('#desk .unit')].find(u => u.innerText.includes(%q))", words)
}

// edit writes other words in place of a sentence: click, click, write, Enter.
func (b *browser) edit(old, fresh string) {
	b.Helper()
	b.pen(old)
	js[bool](b, "(document.querySelector('form.edit textarea').value = '') || true")
	b.write("form.edit textarea", fresh+"\r")
	b.until("!document.querySelector('form.edit') && document.body.innerText.includes(" + fmt.Sprintf("%q", fresh) + ")")
}

// grow brings in two more sessions, after which the child cuts 8 of 10.
func (s *site) grow() {
	s.Helper()
	name := filepath.Join(s.dir, "more.csv")
	row := "Id,DateOfService,ClientId,ClientFirstName,ClientLastName,ProviderId,ProviderFirstName,ProviderLastName,ProcedureCodeString,ProcedureCodeId,Location,TimeWorkedInMins,UnitsOfService,DateTimeFrom,DateTimeTo,CreationDate,IsVoid,IsDeleted,IsLocked,GoalTitle,Score,Prompt,Supports,Format,SessionNote,ParentComment\n"
	for _, day := range []string{"2026-10-20", "2026-10-21"} {
		row += "more" + day + "," + day + ",R-0401,Linh,Trần,T-1,Zoë,Łukasz,97530,1,Clinic,45,3," + day + " 11:00," + day + " 11:45," + day + ",false,false,true,Cut along a curved line,8/10,,,individual,,\n"
	}
	if err := os.WriteFile(name, []byte(row), 0o600); err != nil {
		s.Fatal(err)
	}
	s.do(func(c *caseload.Caseload) error {
		if _, err := c.Ingest(context.Background(), s.watch.Now(), caseload.Holder(), []string{name}); err != nil {
			return err
		}
		_, err := c.Draft(context.Background(), s.watch.Now(), caseload.Holder(), caseload.Selection{Clients: []record.ID{"R-0401"}}, func(int, int) {})
		return err
	})
}

// TestWordsOutliveTheSession: who was signed out while she wrote signs in in
// another tab, presses the button again, and her words are saved.
func TestWordsOutliveTheSession(t *testing.T) {
	atLength(t)
	s := serve(t)
	draft := s.draftOf("R-0401")
	b := s.newBrowser()
	b.login("T-1")
	b.open("/draft/" + draft)
	b.pen("reached a goal")
	s.watch.pass(16 * time.Minute)
	b.write("form.edit textarea", " We are proud.\r")
	b.sees("Signed out")
	b.until("!document.querySelector('.htmx-request')") // each answer that comes late begins another session
	if !js[bool](b, `fetch("/login").then(r => r.text()).then(page => fetch("/login", {method: "POST", body: new URLSearchParams({
		token: page.match(/name="token" value="([^"]*)"/)[1], id: "T-1", password: "`+secret+`", next: "/me"})})).then(r => r.ok)`) {
		t.Fatal("signing in in another tab failed")
	}
	b.click("form.edit button.main")
	b.sees("press the button once more")
	b.click("form.edit button.main")
	b.until("!document.querySelector('form.edit')")
	if text := s.textOf(draft); !strings.Contains(text, "We are proud.") {
		t.Errorf("her words are gone:\n%s", text)
	}
}

// atLength leaves a story out of the short run, in which a browser and keys
// made of passwords take minutes under the race detector; the full run tells it.
func atLength(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("long under the race detector: told in the full run")
	}
}

// TestStoryInABrowser is the work of one report with the mouse: draft the
// caseload, edit three sentences, new data arrive, answer the question, fill
// the places, sign, deliver, verify.
func TestStoryInABrowser(t *testing.T) {
	s := serve(t)
	b := s.newBrowser()
	b.login("T-1")
	b.click(".draftall button")
	b.sees("Drafted 5 of 5")
	b.open("/")
	start := time.Now()
	b.click("a[href='/draft/" + s.draftOf("R-0401") + "']")
	b.edit("is now able to cut along a curved line 7 out of 10 times", "At the table, Linh cuts a curved line 7 out of 10 times.")
	b.edit("In August it was 4 out of 10 times.", "In August it was 4 out of 10 times, with tears.")
	b.edit("We had hoped for some change by now.", "We will try shorter tasks.")
	s.grow()
	b.open("/draft/" + s.draftOf("R-0401"))
	b.sees("You wrote")
	b.sees("The data now say")
	b.click(".question button[value=new]")
	b.until("!document.querySelector('.question')")
	b.sees("8 out of 10 times")
	b.sees("4 out of 10 times, with tears.")
	for js[bool](b, "!!document.querySelector('form.mark')") {
		n := js[int](b, "document.querySelectorAll('form.mark').length")
		b.click("form.mark button[name=out]")
		b.until(fmt.Sprintf("document.querySelectorAll('form.mark').length < %d", n))
	}
	b.settle()
	b.click("a.sign")
	b.sees("Sign this one report")
	b.write("#password", secret)
	b.click("form.stack button.main")
	b.sees("Signed. The report is kept for good")
	t.Logf("one review with three edits, a question and eight places took the script %.1f s", time.Since(start).Seconds())
	b.click(".document details summary")
	b.write("input[name=to]", "the mother")
	b.click(".document form.row button")
	b.sees("Written down")
	pdf := filepath.Join(t.TempDir(), "signed.pdf")
	if err := os.WriteFile(pdf, s.signedPDF(), 0o600); err != nil {
		t.Fatal(err)
	}
	b.open("/log")
	b.do(chromedp.SetUploadFiles("input[type=file]", []string{pdf}))
	b.click("form[action='/verify'] button")
	b.sees("Yes.")
}

// settle lets what the checks find stand, with a reason.
func (b *browser) settle() {
	b.Helper()
	for js[bool](b, "!!document.querySelector('details.accept')") {
		n := js[int](b, "document.querySelectorAll('details.accept').length")
		js[bool](b, "(document.querySelector('details.accept').open = true)")
		b.write("details.accept input[name=why]", "I saw it myself")
		b.click("details.accept button")
		b.until(fmt.Sprintf("document.querySelectorAll('details.accept').length < %d", n))
	}
}

// signedPDF is the newest signed document's PDF.
func (s *site) signedPDF() []byte {
	s.Helper()
	names, err := filepath.Glob(filepath.Join(s.dir, "signed", "R-0401", "*.pdf"))
	if err != nil || len(names) == 0 {
		s.Fatalf("no signed PDF: %v", err)
	}
	data, err := os.ReadFile(names[0])
	if err != nil {
		s.Fatal(err)
	}
	return data
}

// TestThreeClicksFromCaseloadToSigned: a report without findings is opened,
// read, and signed.
func TestThreeClicksFromCaseloadToSigned(t *testing.T) {
	atLength(t)
	s := serve(t)
	draft := s.draftOf("R-0402")
	s.fillMarks(draft)
	b := s.newBrowser()
	b.login("T-1")
	b.clicks = 0
	b.click("a[href='/draft/" + draft + "']")
	b.sees("Nothing is missing.")
	b.click("a.sign")
	b.sees("Sign this one report")
	b.write("#password", secret)
	b.click("form.stack button.main")
	b.sees("Signed. The report is kept for good")
	if b.clicks != 3 {
		t.Errorf("it took %d clicks, want 3", b.clicks)
	}
}

// TestStoryByKeyboard does the same without a mouse: Tab, Enter and the keys of
// the page.
func TestStoryByKeyboard(t *testing.T) {
	atLength(t)
	s := serve(t)
	draft := s.draftOf("R-0401")
	b := s.newBrowser()
	b.login("T-1")
	b.open("/?find=Linh")
	js[bool](b, "document.querySelector('.cards a').focus() || true")
	b.keys("\r")
	b.until("document.querySelector('#desk') && document.readyState == 'complete'")
	for range 40 { // next, until the sentence is in hand
		if js[bool](b, "!!document.querySelector('.unit.hand') && document.querySelector('.unit.hand').innerText.includes('reached a goal')") {
			break
		}
		b.keys("n")
	}
	b.until("document.querySelector('#why').innerText.includes('general.strength')")
	b.keys("\r")
	b.until("document.activeElement.tagName == 'TEXTAREA'")
	b.keys(" She is proud.\x1b") // Esc: it stays as it was
	b.until("!document.querySelector('form.edit')")
	if text := s.textOf(draft); strings.Contains(text, "proud") {
		t.Errorf("Esc kept what was written:\n%s", text)
	}
	b.keys("\r")
	b.until("document.activeElement.tagName == 'TEXTAREA'")
	b.keys(" She is proud.\r")
	b.sees("She is proud.")
	b.keys("u")
	b.until("!document.body.innerText.includes('She is proud.')")
	for range 60 { // a goes from place to place; 1 chooses; a puts it in
		if js[bool](b, "!document.querySelector('form.mark')") {
			break
		}
		n := js[int](b, "document.querySelectorAll('form.mark').length")
		b.keys("w")
		if !js[bool](b, "!!document.querySelector('form.mark.hand')") {
			continue
		}
		if js[bool](b, "!!document.querySelector('form.mark.hand [name=pick]')") {
			b.keys("1")
		} else {
			b.keys("\r")
			b.until("document.activeElement.tagName == 'TEXTAREA'")
			b.keys("We go on as planned.\x1b")
		}
		b.keys("a")
		b.until(fmt.Sprintf("document.querySelectorAll('form.mark').length < %d", n))
	}
	b.settle()
	b.keys("s")
	b.sees("Sign this one report")
	b.until("document.activeElement.id == 'password'")
	b.keys(secret + "\r")
	b.sees("Signed. The report is kept for good")
}

// pages are every page that somebody may look at, as the lead sees them.
func (s *site) pages() []string {
	draft := s.draftOf("R-0401")
	s.signed("R-0402")
	s.request("R-0401")
	u := s.sentence(draft, "reached a goal")
	return []string{
		"/", "/?find=nobody", "/run", "/due", "/draft/" + draft + "/hard", "/draft/" + draft, "/draft/" + draft + "?unit=" + u.Key, "/draft/" + draft + "/edit/" + u.Key,
		"/draft/" + s.draftOf("R-0402"), "/draft/" + draft + "/beside", "/draft/" + draft + "/preview", "/draft/" + draft + "/history",
		"/draft/" + draft + "/sign", "/library", "/library/phrase?id=general.strength.met/2", "/library/template?name=progress-report.parent.en.md.tmpl",
		"/followups", "/followups/R-0401/1", "/followups/R-0401/1?stage=outcome+recorded", "/send", "/people", "/safe", "/log", "/me", "/nowhere",
	}
}

// TestPagesAreAccessible runs the rules of axe-core 4.10.3 for WCAG 2.1 A and
// AA over every page.
func TestPagesAreAccessible(t *testing.T) {
	atLength(t)
	axe, err := os.ReadFile("../render/testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t)
	pages := s.pages()
	b := s.newBrowser()
	see := func(page string) {
		js[bool](b, string(axe)+"\n;true")
		for _, found := range js[[]string](b, axeRules) {
			t.Errorf("%s: %s", page, found)
		}
	}
	look := func(path string) {
		b.open(path)
		see(path)
	}
	look("/login")
	b.login("L-1")
	for _, path := range pages {
		look(path)
	}
	if testing.Short() {
		return
	}
	for _, step := range safeSteps() {
		b.open("/safe")
		js[bool](b, step.act)
		b.sees(step.sees)
		see(step.sees)
	}
}

// safeSteps are acts on the page Safe, each with words of the page that follows.
func safeSteps() []struct{ act, sees string } {
	const send = `(form, values) => { for (const [name, value] of Object.entries(values)) form.elements[name].value = value; form.submit() }`
	in := func(part, values string) string {
		return "(" + send + ")(document.querySelector('#" + part + " form:last-of-type'), " + values + ") || true"
	}
	key := "password: '" + closed + "', again: '" + closed + "'"
	return []struct{ act, sees string }{
		{in("backup", "{password: 'short', again: 'short'}"), "The password has 5 characters"},
		{in("backup", "{"+key+", own: '"+secret+"'}"), "The backup is made"},
		{in("handover", "{"+key+", to: 'T-1'}"), "The hand-over file is made"},
		{"true", "It will not come back"},
		{in("forget", "{client: 'R-0403'}"), "It cannot be undone"},
	}
}

const axeRules = `axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
	.then(r => r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.slice(0, 4).map(n => n.html + " " + (n.any[0] || {message: ""}).message).join(" | "))
		.concat(r.passes.length < 10 ? ["only " + r.passes.length + " rules had something to look at"] : []))`

// TestPagesAreLight: with a caseload of 60 each weighs less than 150 KB, scripts
// and style included, and loads nothing from elsewhere.
func TestPagesAreLight(t *testing.T) {
	atLength(t)
	s := serveOn(t, whole.copy(t))
	s.draftAll()
	pages := s.pages()
	b := s.newBrowser()
	b.login("L-1")
	for _, path := range append(pages[:6:6], "/library") {
		b.open(path)
		b.until("document.readyState == 'complete'")
		weight := js[float64](b, `performance.getEntriesByType("navigation")[0].decodedBodySize +
			performance.getEntriesByType("resource").filter(r => !r.name.includes("/file/")).reduce((sum, r) => sum + r.decodedBodySize, 0)`)
		if weight < 10_000 || weight > 150_000 {
			t.Errorf("%s weighs %.0f bytes, want less than 150,000", path, weight)
		}
		t.Logf("%s weighs %.0f KB", path, weight/1000)
		if elsewhere := js[[]string](b, `performance.getEntriesByType("resource").map(r => r.name).filter(n => !n.startsWith(location.origin))`); len(elsewhere) > 0 {
			t.Errorf("%s loads %v", path, elsewhere)
		}
	}
}

// TestTwoBrowsersOnOneSentence: the second to save is told, and her words are
// still there.
func TestTwoBrowsersOnOneSentence(t *testing.T) {
	atLength(t)
	s := serve(t)
	draft := s.draftOf("R-0401")
	b, other := s.newBrowser(), s.login("V-1")
	b.login("T-1")
	b.open("/draft/" + draft)
	b.pen("reached a goal")
	u := s.sentence(draft, "reached a goal")
	other.get("/draft/" + draft)
	other.post("/draft/"+draft+"/edit", "key", u.Key, "was", u.Text, "plain", "1", "words", "Linh zips her coat.")
	b.write("form.edit textarea", " We are proud.\r")
	b.sees("V-1 changed this sentence while you were writing")
	b.sees("Linh zips her coat.")
	if mine := js[string](b, "document.querySelector('.clash textarea').value"); !strings.Contains(mine, "We are proud.") {
		t.Errorf("her words are gone: %q", mine)
	}
	b.click(".clash button.main")
	b.until("!document.querySelector('.clash')")
	if text := s.textOf(draft); !strings.Contains(text, "We are proud.") {
		t.Errorf("her words do not stand:\n%s", text)
	}
}
