package value

import (
	"regexp"
	"strings"
)

// languageCode is a code of BCP 47 with a region or script.
var languageCode = regexp.MustCompile(`^([a-z]{2,3})((?:-[A-Za-z0-9]{2,8})+)$`)

// Language returns the code of a language that is named by a word, in English,
// in Spanish or by its own name, or by a code of two or three letters. False:
// the text names none that is known, or several.
//
// Source of the codes: ISO 639-1 and 639-3. Source of the choice: the home
// languages that U.S. schools report most often (NCES, English learners).
func Language(text string) (code string, ok bool) {
	text = strings.TrimSpace(withoutBrackets(Normal(text)))
	if m := languageCode.FindStringSubmatch(text); m != nil {
		base, known := languageOf(m[1])
		return base + m[2], known
	}
	key := statusKey(text)
	for _, filler := range []string{" language", " speaking", " only"} {
		key = strings.TrimSuffix(key, filler)
	}
	return languageOf(key)
}

// withoutBrackets drops what stands in brackets: Spanish (Mexico).
func withoutBrackets(text string) string {
	before, _, found := strings.Cut(text, "(")
	if found && strings.TrimSpace(before) != "" {
		return before
	}
	return text
}

// languageOf looks a language up by its name or code, as statusKey spells it.
func languageOf(key string) (string, bool) {
	for _, line := range languages() {
		code, names, _ := strings.Cut(line, ":")
		if key == code {
			return code, true
		}
		for name := range strings.SplitSeq(names, "|") {
			if key == name {
				return code, true
			}
		}
	}
	return "", false
}

// languages lists each language's code with the names and other codes by which
// exports call it, without accents.
func languages() []string {
	return []string{
		"en:english|eng|ingles|american english|american", "es:spanish|spa|espanol|castellano|castilian", "vi:vietnamese|vie|vietnamita|tieng viet|tiếng việt",
		"zh:chinese|zho|chi|cmn|mandarin|chino|mandarin chinese|chinese mandarin|putonghua|中文|普通话", "yue:cantonese|chinese cantonese|cantones|广东话|廣東話",
		"ar:arabic|ara|arabe|العربية", "tl:tagalog|tgl|filipino|fil|pilipino", "ko:korean|kor|coreano|한국어", "fr:french|fra|fre|frances|francais|français",
		"ht:haitian creole|hat|haitian|creole|kreyol|kreyol ayisyen|criollo haitiano", "pt:portuguese|por|portugues|português|brazilian portuguese", //nolint:misspell // Spanish
		"ru:russian|rus|ruso|русский", "pl:polish|pol|polaco|polski", "so:somali|som|soomaali", "hmn:hmong|hmoob", "hi:hindi|hin|हिन्दी", "ur:urdu|urd|اردو",
		"gu:gujarati|guj", "bn:bengali|ben|bangla", "pa:punjabi|pan|panjabi", "te:telugu|tel", "ta:tamil|tam", "ml:malayalam|mal", "kn:kannada|kan",
		"mr:marathi|mar", "si:sinhala|sin|sinhalese", "fa:farsi|persian|fas|per|فارسی", "prs:dari", "ps:pashto|pus|pashtu", "am:amharic|amh|amarico|አማርኛ",
		"ti:tigrinya|tir", "om:oromo|orm", "sw:swahili|swa|kiswahili", "rw:kinyarwanda|kin", "yo:yoruba|yor", "ig:igbo|ibo", "ha:hausa|hau", "ak:akan|twi|aka",
		"my:burmese|mya|bur", "kar:karen", "ne:nepali|nep", "uk:ukrainian|ukr|ucraniano|українська", "ja:japanese|jpn|japones|日本語", "de:german|deu|ger|aleman|deutsch",
		"it:italian|ita|italiano", "el:greek|ell|gre|griego", "he:hebrew|heb|hebreo", "yi:yiddish|yid", "tr:turkish|tur|turco|turkce", "th:thai|tha|tailandes",
		"km:khmer|khm|cambodian", "lo:lao|laotian", "nv:navajo|nav|dine", "sm:samoan|smo", "mh:marshallese|mah", "chk:chuukese|trukese", "to:tongan|ton",
		"haw:hawaiian", "ilo:ilocano|ilokano", "ceb:cebuano|bisaya|visayan", "uz:uzbek|uzb", "kk:kazakh|kaz", "ku:kurdish|kur|kmr|ckb|kurdo", "sq:albanian|sqi|alb|albanes",
		"ro:romanian|ron|rum|rumano|moldovan", "hr:croatian|hrv", "sr:serbian|srp", "bs:bosnian|bos", "hu:hungarian|hun", "cs:czech|ces|cze", "sk:slovak|slk|slo",
		"bg:bulgarian|bul", "mk:macedonian|mkd", "hy:armenian|hye|arm|armenio", "ka:georgian|kat|geo", "lt:lithuanian|lit", "lv:latvian|lav", "et:estonian|est",
		"fi:finnish|fin", "sv:swedish|swe", "nb:norwegian|nor|noruego", "da:danish|dan", "nl:dutch|nld|dut", "is:icelandic|isl|ice", "id:indonesian|ind|bahasa indonesia",
		"ms:malay|msa|may", "mn:mongolian|mon", "ase:asl|american sign language|sign language", "quc:k'iche|kiche|quiche", "mam:mam", "kjb:kanjobal|qanjobal",
		"mix:mixtec|mixteco", "nah:nahuatl", "zap:zapotec|zapoteco", "qu:quechua|que", "gn:guarani|grn", "ga:irish|gle", "cy:welsh", "wo:wolof|wol",
	}
}
