package assist

import "github.com/reportbot/reportbot/bot"

// rule is one line of the grammar: a phrase, what it is a sign of, and how
// strong a sign.
type rule struct {
	wish   bot.Wish
	weight float64
	text   string
	sense  sense
}

// sense is what a rule says beside the wish.
type sense int

const (
	plain    sense = iota
	speech         // somebody is said to speak
	named          // somebody is said to speak, if somebody is named
	whoever        // it is asked who speaks
	bottom         // the ranking's other end
	highest        // the top end, said outright
	follow         // ties the question to the one before
	more           // wants further records of the answer before
	source         // wants the source of the answer before
	everyone       // all of them
	authors        // people by their part in the report
	experts
	support
	aboutBot
	aboutSurvey
	aboutReport
	aboutContents
	aboutSize // of the survey
	aboutPrivacy
	inSection // asks what a section says
	inEnglish // wants the answer in English
	inGerman  // wants the answer in German
	place     // asks for one place of a ranking
	differs   // asks what tells two things apart
	sizes     // compares by size
	onPage    // a page by its number
	reverse   // asks about the text, not for a speaker
)

// rules is the grammar of both languages. Its words are compared folded, so
// umlauts may be written as they are. The order does not matter: every rule
// that matches adds its weight to its wish.
func rules() []rule {
	return []rule{
		// Quotes.
		{bot.WishQuote, 3, "was|wie sagt|sagen|sagte|sagten|meint|meinen|meinte|denkt|denken|findet|fordert|fordern|äußert|erzählt|berichtet|empfiehlt|wünscht|will|behauptet", speech},
		{bot.WishQuote, 3, "was hat|haben|hatte .. gesagt|gemeint|geäußert|erzählt|gefordert", speech},
		{bot.WishQuote, 3, "wer sagt|sagte|meint|spricht|redet|fordert|äußert|findet|behauptet|erwähnt|lobt|plädiert", whoever},
		{bot.WishQuote, 5, "^wer sagt|sagte|meint|findet|fordert|behauptet", whoever},
		{bot.WishQuote, 3.2, "^wer ist gegen|für|dafür|dagegen", whoever},
		{bot.WishQuote, 3, "wer hat .. gesagt|gemeint|geäußert|gesprochen|gefordert", whoever},
		{bot.WishQuote, 3, "wer will|möchte|wünscht", whoever},
		{bot.WishQuote, 3, "von wem stammt|ist|kommt", whoever},
		{bot.WishQuote, 4, "von wem .. satz|spruch|worte|wort", whoever},
		{bot.WishQuote, 2, "sagt|sagte|meint|äußert|äußerte", speech},
		{bot.WishQuote, 5, "zitat|zitate|zitaten|zitieren|zitiert|zitier|aussage|aussagen|statement|statements|wortlaut|wörtlich|äußerung|äußerungen|spruch", speech},
		{bot.WishQuote, 5, "o ton", speech},
		{bot.WishQuote, 3, "was hält|halten|hielt", named},
		{bot.WishQuote, 3, "wie sieht|sehen|bewertet|beurteilt|steht|denkt|begründet", named},
		{bot.WishQuote, 3, "how does|do .. see|view|regard|feel|judge|assess", named},
		{bot.WishQuote, 2.5, "meinung|ansicht|haltung|position|standpunkt|einschätzung|sicht von|der|des|aus", speech},
		{bot.WishQuote, 2.5, "hat|haben|kommt|kommen .. gesagt|geäußert|wort", speech},
		{bot.WishQuote, 3, "what|how does|do|did .. say|think|believe|want|suggest|argue|mention|claim|comment|recommend", speech},
		{bot.WishQuote, 3, "what has|have .. said", speech},
		{bot.WishQuote, 3, "who says|said|talks|speaks|thinks|mentions|claims|argues|wants|spoke|talked|commented|believes", whoever},
		{bot.WishQuote, 5, "^who says|said|thinks|argues|claims|believes", whoever},
		{bot.WishQuote, 3.2, "^who is|are against|for|favour|favor", whoever},
		{bot.WishQuote, 2, "says|said|saying|thinks", speech},
		{bot.WishQuote, 5, "quote|quotes|quoted|quotation|quotations|statement|statements|citation|verbatim", speech},
		{bot.WishQuote, 2.5, "opinion|view|position|stance|take of|by|from|on", speech},
		{bot.WishQuote, 3, "according to", speech},

		// Values.
		{bot.WishValue, 3.5, "wie viel|viele|hoch prozent", plain},
		{bot.WishValue, 3.5, "wieviel|wieviele|wiviel prozent", plain},
		{bot.WishValue, 2.5, "prozent|prozentsatz|prozentzahl|prozentual|prozente|prozentwert|anteil|anteile", plain},
		{bot.WishValue, 2, "wie hoch|groß|stark ist|sind|war|waren|liegt|wird|werden", plain},
		{bot.WishValue, 2, "wie viel|viele|vielen", plain},
		{bot.WishValue, 2, "wieviel|wieviele|wievielen", plain},
		{bot.WishValue, 2, "wert|zahl|zahlen|ergebnis|ergebnisse von|für|zu|zum|zur|bei|beim", plain},
		{bot.WishValue, 2, "welcher wert|anteil", plain},
		{bot.WishValue, 2, "zahl|zahlen|number|figure bitte|please", plain},
		{bot.WishValue, 2.5, "wert|werte|zustimmungswert|zustimmungswerte|skala|skalenwert|punktzahl", plain},
		{bot.WishValue, 2.5, "value|values|score|scores|rated|rating", plain},
		{bot.WishValue, 2, "in|als|mit|with zahl|zahlen|ziffern|numbers|figures", plain},
		{bot.WishValue, 3.5, "how many|what percent|percentage", plain},
		{bot.WishValue, 2.5, "percent|percentage|share|proportion|pct", plain},
		{bot.WishValue, 2, "how many|much|high|big|large|strong", plain},
		{bot.WishValue, 2, "number|figure|value|score|result|results|rating for|of|on", plain},

		// Rankings.
		{bot.WishRanking, 3, "top", highest},
		{bot.WishRanking, 3, "größt*|allergrößt*|wichtigst*|häufigst*|höchst*|stärkst*|schwerst*|schwierigst*|drängendst*|dringendst*|zentralst*|meist|meiste|meisten|bedeutendst*|schlimmst*", highest},
		{bot.WishRanking, 3.2, "am|an häufigsten|meisten|allermeisten|stärksten|höchsten|wichtigsten|größten|schwersten|dringendsten|ehesten", highest},
		{bot.WishRanking, 3.6, "am wenigsten|geringsten|seltensten|niedrigsten|schwächsten", bottom},
		{bot.WishRanking, 3.5, "kleinst*|geringst*|niedrigst*|wenigst*|schwächst*|leichtest*|seltenst*|unwichtigst*", bottom},
		{bot.WishRanking, 3.6, "rangliste|rangfolge|ranking|reihenfolge|spitzenreiter|hitliste", plain},
		{bot.WishRanking, 3, "platz|rang|stelle _", place},
		{bot.WishRanking, 3.6, "wo|where .. rangiert|rank|ranks", place},
		{bot.WishRanking, 3, "erster|erste|oberster|vorderster stelle", highest},
		{bot.WishRanking, 3.5, "flop|schlusslicht", bottom},
		{bot.WishRanking, 3.5, "letzter|letzte|letztem|letzten|last platz|rang|place|rank", bottom},
		{bot.WishRanking, 3, "ganz oben|vorn|vorne", highest},
		{bot.WishRanking, 3, "an der spitze", highest},
		{bot.WishRanking, 3, "at the top", highest},
		{bot.WishRanking, 2, "hauptproblem*|hauptherausforderung*|hauptschwierigkeit*", highest},
		{bot.WishRanking, 3, "biggest|greatest|largest|highest|main|major|most|hardest|toughest|worst|strongest|foremost|number one", highest},
		{bot.WishRanking, 3, "biggest|greatest|largest|highest|main|major|most|hardest|toughest|worst|strongest|foremost", highest},
		{bot.WishRanking, 3.5, "least|lowest|smallest|weakest|easiest|fewest|bottom", bottom},
		{bot.WishRanking, 3.6, "rank|ranks|ranked|ranking|rankings|sorted|leaderboard", plain},
		{bot.WishRanking, 3.6, "sortiert|sortier|absteigend|aufsteigend|geordnet", plain},

		// Lists.
		{bot.WishList, 2, "welche|welches|welcher|welchen .. gibt|gab|nennt|unterscheidet|hat|haben|zählt|sieht", plain},
		{bot.WishList, 1.5, "welche|welches|welcher|welchen", plain},
		{bot.WishList, 2, "was sind|wären|waren die|das|alle|typische|denn", plain},
		{bot.WishList, 2.5, "nenn|nenne|nennen|liste|auflisten|auflistung|aufzählung|aufzählen|aufzähl|zähl|zähle|überblick|übersicht|stichpunkte|alle", plain},
		{bot.WishList, 2, "which|what .. are|exist", plain},
		{bot.WishList, 1.5, "which", plain},
		{bot.WishList, 2, "what are the|all", plain},
		{bot.WishList, 2.5, "list|name|enumerate|overview|bullet", plain},

		// People.
		{bot.WishPerson, 3, "wer ist|war|sind|waren|leitet|steckt|bist|heißt", plain},
		{bot.WishPerson, 2.5, "wer", plain},
		{bot.WishPerson, 3, "who is|was|are|were|leads|heads|runs|wrote", plain},
		{bot.WishPerson, 2, "who|whos", plain},
		{bot.WishPerson, 3, "welche|welcher person|personen|leute|menschen", plain},
		{bot.WishPerson, 3, "which|what person|people|persons|expert", plain},
		{bot.WishPerson, 2, "rolle|funktion|position|job|amt|posten hat|von", plain},
		{bot.WishPerson, 2, "funktion|posten|beruf|job|jobtitel|berufsbezeichnung", plain},
		{bot.WishPerson, 3, "autor|autoren|autorin|autorinnen|autorenteam|verfasser|verfasserin|verfasst|geschrieben|verfassern|schrieb|schreiber", authors},
		{bot.WishPerson, 3, "author|authors|wrote|written|writers|writer", authors},
		{bot.WishPerson, 3, "experte|experten|expertin|expertinnen|fachleute|interviewpartner|gesprächspartner|interviewte|interviewt", experts},
		{bot.WishPerson, 3, "expert|experts|interviewee|interviewees|interviewed", experts},
		{bot.WishPerson, 3, "projektbegleitung|projektbegleiter|begleitet", support},
		{bot.WishPerson, 3, "projekt|report|bericht|studie .. unterstützt|betreut", support},
		{bot.WishPerson, 3, "project support", support},
		{bot.WishPerson, 3, "supported|accompanied|supporting .. project|report|study", support},
		{bot.WishPerson, 2, "mitgemacht|mitgewirkt|mitgearbeitet|beteiligt|beteiligte|mitwirkende|ansprechpartner|kontakt|contributors|contributed|involved|participated", everyone},

		// Definitions.
		{bot.WishDefinition, 2.2, "was ist|is|sind|wär ein|eine|einen|der|die|das|denn|eigentlich|mit", plain},
		{bot.WishDefinition, 2, "^was ist|is|war", plain},
		{bot.WishDefinition, 3, "was bedeutet|bedeuten|heißt|meint|heist", plain},
		{bot.WishDefinition, 3.5, "was .. versteht|meint .. unter|mit", plain},
		{bot.WishDefinition, 3.5, "versteht man|ihr|der|sie|jemand .. unter", plain},
		{bot.WishDefinition, 3.5, "was .. gemeint|bedeutet|verbirgt", plain},
		{bot.WishDefinition, 3.5, "wofür steht|stehen", plain},
		{bot.WishDefinition, 3.5, "für was steht|stehen", plain},
		{bot.WishDefinition, 3, "definition|definiere|definiert|definieren|begriff|bedeutung|erklär|erkläre|erklären|erklärung|abkürzung|ausgeschrieben|bedeutet", plain},
		{bot.WishDefinition, 2, "^what is|s a|an|the", plain},
		{bot.WishDefinition, 2, "^what is|s", plain},
		{bot.WishDefinition, 1.5, "^what are", plain},
		{bot.WishDefinition, 2, "^whats", plain},
		{bot.WishDefinition, 3.5, "what does|do .. mean|stand", plain},
		{bot.WishDefinition, 3.5, "what is|are|s .. meant", plain},
		{bot.WishDefinition, 3, "meaning|define|defined|definition|explain|acronym|abbreviation|stands for", plain},
		{bot.WishDefinition, 3, "meaning|define|defined|definition|acronym|abbreviation|means", plain},

		// Comparisons.
		{bot.WishComparison, 4.5, "unterschied|unterschiede|unterscheiden|unterscheidet|abgrenzung", differs},
		{bot.WishComparison, 4.5, "vergleich|vergleiche|vergleichen|verglichen|gegenüberstellung", plain},
		{bot.WishComparison, 4.5, "versus|vs|im gegensatz", plain},
		{bot.WishComparison, 4.5, "versus|vs|gegenüber", plain},
		{bot.WishComparison, 4.5, "größer*|kleiner*|mehr|weniger|wichtiger*|höher*|niedriger*|schlimmer*|schwieriger*|stärker*|eher|besser*|häufiger* .. oder|als", sizes},
		{bot.WishComparison, 4.5, "difference|differences|differ|differs|distinguish", differs},
		{bot.WishComparison, 4.5, "compare|compared|comparison|comparing", plain},
		{bot.WishComparison, 4.5, "bigger|larger|smaller|higher|lower|more|less|worse|harder|stronger|better .. or|than", sizes},
		{bot.WishComparison, 4.5, "or|versus|vs|and .. bigger|larger|smaller|higher|lower|worse|harder|stronger", sizes},
		{bot.WishComparison, 4.5, "oder .. größer*|wichtiger*|höher*|mehr|schlimmer*|schwieriger*|stärker*|besser*|häufiger*|niedriger*|kleiner*", sizes},

		// Running text.
		{bot.WishPassage, 2.5, "warum|wieso|weshalb|wozu|woran|wodurch|wovon|inwiefern|inwieweit", plain},
		{bot.WishPassage, 1.5, "wie|was passiert|kann|können|soll|sollen|sollte|sollten|muss|müssen|wird|werden|gelingt|entwickelt|geht|verändert|funktioniert|reagieren|arbeiten|wirkt|hängt", plain},
		{bot.WishPassage, 3.5, "was|wo|wie steht .. zu|zum|zur|über|von", reverse},
		{bot.WishPassage, 2.5, "was steht|schreiben|schreibt|sagen|sagt .. im|in", inSection},
		{bot.WishPassage, 2.5, "what does|is .. say|in the", inSection},
		{bot.WishPassage, 2.5, "why", plain},
		{bot.WishPassage, 1.5, "how do|does|can|should|is|are|will", plain},
		{bot.WishPassage, 2, "erzähl|erzähle|berichte|informationen|infos|info|thema|kapitel|abschnitt", reverse},
		{bot.WishPassage, 2, "tell|anything|something|information|info .. about|on", reverse},
		{bot.WishPassage, 5, "seite|s _", onPage},
		{bot.WishPassage, 5, "page|p _", onPage},

		// The report, the survey, the bot.
		{bot.WishAbout, 3, "wer|was bist|seid du|ihr", aboutBot},
		{bot.WishAbout, 3, "was kannst|kann|können|weißt|machst du|der|dieser|man .. bot|fragen|du", aboutBot},
		{bot.WishAbout, 3, "was kannst|weißt|machst du", aboutBot},
		{bot.WishAbout, 3, "hilfe|help|start|hallo|hello|hi|moin|hey|servus|guten tag|morgen|abend", aboutBot},
		{bot.WishAbout, 3, "^hilfe|help|start|hallo|hello|hi|moin|hey|servus$", aboutBot},
		{bot.WishAbout, 3, "wie funktionierst|arbeitest du", aboutBot},
		{bot.WishAbout, 3, "bist|are du|you .. ki|chatgpt|bot|ai|roboter|robot|mensch|human", aboutBot},
		{bot.WishAbout, 3, "wer hat dich|euch", aboutBot},
		{bot.WishAbout, 3, "who made|built|created|programmed|developed you", aboutBot},
		{bot.WishAbout, 3, "^danke|dank|thanks|thank|thx|tschüss|bye", aboutBot},
		{bot.WishAbout, 3, "woher hast|weißt|kommen du|das|deine|die .. antworten|informationen|daten|wissen", aboutBot},
		{bot.WishAbout, 3, "who|what are|can you", aboutBot},
		{bot.WishAbout, 3, "how do|does you|this|it work", aboutBot},
		{bot.WishAbout, 3, "speicherst|speichert|merkst|sammelst|protokollierst|datenschutz .. du|ich|meine|mich|mir", aboutPrivacy},
		{bot.WishAbout, 3, "wird|werden .. gespeichert|protokolliert|mitgelesen", aboutPrivacy},
		{bot.WishAbout, 3, "do|are you .. store|save|keep|log|track|record|collect|recording|logging|storing", aboutPrivacy},
		{bot.WishAbout, 3, "^privacy|datenschutz$", aboutPrivacy},
		{bot.WishAbout, 3, "datenschutzerklärung", aboutPrivacy},
		{bot.WishAbout, 3, "privacy policy|notice", aboutPrivacy},
		{bot.WishAbout, 3, "auf welchen|welcher|was beruht|beruhen|basiert|basieren|stützt|fußt", aboutSurvey},
		{bot.WishAbout, 3, "beruht|basiert|datengrundlage|datenbasis|based|basis", aboutSurvey},
		{bot.WishAbout, 3, "rücklauf|rücklaufquote|stichprobengröße|stichprobe|teilnehmerzahl", aboutSize},
		{bot.WishAbout, 3, "sample|response size|rate", aboutSize},
		{bot.WishAbout, 3, "befragt|befragte|befragten|befragung|umfrage|kurzbefragung|erhebung|stichprobe|teilnehmer|teilnehmende|teilgenommen|rücklauf|rücklaufquote|interviewt", aboutSurvey},
		{bot.WishAbout, 3, "survey|surveyed|respondents|respondent|sample|participants|poll|polled|methodology|methodik|participated|asked", aboutSurvey},
		{bot.WishAbout, 3, "worum geht|gehts|dreht", aboutReport},
		{bot.WishAbout, 3, "um was geht|gehts|dreht", aboutReport},
		{bot.WishAbout, 3, "wovon handelt", aboutReport},
		{bot.WishAbout, 3, "wer hat|haben .. report|bericht|studie gemacht|erstellt|herausgebracht", aboutReport},
		{bot.WishAbout, 3, "seit wann", aboutReport},
		{bot.WishAbout, 3, "since when", aboutReport},
		{bot.WishAbout, 3, "wer steckt|steht hinter|dahinter", aboutReport},
		{bot.WishAbout, 3, "who made|created|is .. behind", aboutReport},
		{bot.WishAbout, 3, "who made|created .. report|study", aboutReport},
		{bot.WishAbout, 3, "wie heißt .. report|bericht|studie", aboutReport},
		{bot.WishAbout, 3, "zusammenfassung|kurzfassung|summary|tldr", aboutReport},
		{bot.WishAbout, 3, "tl dr", aboutReport},
		{bot.WishAbout, 3, "inhaltsverzeichnis|gliederung|kapitel|kapiteln|contents|chapters", aboutContents},
		{bot.WishAbout, 3, "welcher|welches|welche|which|what bericht|report|studie|dokument|study|document ist|is", aboutReport},
		{bot.WishAbout, 3, "handelt|worüber|herausgeber|herausgeberin|herausgegeben|veröffentlicht|erschienen|erschien|auflage|ausgabe|umfang|lizenz|copyright|urheberrecht|auftraggeber|finanziert", aboutReport},
		{bot.WishAbout, 3, "gibt|gab|geben .. raus|heraus", aboutReport},
		{bot.WishAbout, 3, "publisher|publishers|published|publish|edition|released|issued|copyright|license", aboutReport},
		{bot.WishAbout, 3, "wie viele|wieviele seiten", aboutReport},
		{bot.WishAbout, 3, "how many|long pages|is", aboutReport},
		{bot.WishAbout, 3, "what is .. report|study about", aboutReport},

		// Politeness says nothing, and neither does asking for a yes or no.
		{"", 0, "ja oder nein", plain},
		{"", 0, "yes or no", plain},
		{"", 0, "vorteil|gut|pro|advantage|good oder|or nachteil|schlecht|contra|disadvantage|bad", plain},
		{"", 0, "guten|schönen tag|morgen|abend|nachmittag", plain},
		{"", 0, "vielen|besten|herzlichen|lieben|schönen dank", plain},
		{"", 0, "im voraus", plain},
		{"", 0, "sehr geehrte|geehrter|geehrtes", plain},
		{"", 0, "damen und herren", plain},
		{"", 0, "mit freundlichen|besten|lieben|herzlichen grüßen", plain},
		{"", 0, "good morning|afternoon|evening|day", plain},
		{"", 0, "in advance", plain},
		{"", 0, "kind|best regards", plain},
		{"", 0, "auf|in|ins englisch|english|englische|englischer", inEnglish},
		{"", 0, "english|englische|englischer version|translation|übersetzung|fassung", inEnglish},
		{"", 0, "auf|in|ins deutsch|german|deutsche|deutscher", inGerman},
		{"", 0, "german|deutsche|deutscher version|translation|übersetzung|fassung", inGerman},

		// Follow-ups.
		{"", 0, "^und|and|also|plus|dann", follow},
		{"", 0, "^was|wie ist|sieht|steht .. mit|bei|zu", follow},
		{"", 0, "^what|how about", follow},
		{"", 0, "^mehr|weiter|weitere|noch mehr|more|next|continue$", more},
		{"", 0, "die|the|und|and nächsten|weiteren|anderen|übrigen|restlichen|rest|others|next$", more},
		{"", 0, "next|other ones$", more},
		{"", 0, "^mehr|weiter|weitere|weiteres|nächste|more|next|continue|further$", more},
		{"", 0, "^noch mehr|was|eins|einer|eines|weitere|welche$", more},
		{"", 0, "^mehr|more davon|dazu|bitte|please|details|infos$", more},
		{"", 0, "^zeig|zeige|show .. mehr|more$", more},
		{"", 0, "^quelle|quellen|quellenangabe|source|sources|beleg|belege|fundstelle|citation|reference|seite|page$", source},
		{"", 0, "^woher|wo steht|stammt|kommt|ist|hast .. das|du|die|zahl$", source},
		{"", 0, "^auf|on welcher|which seite|page .. das|that|this$", source},
		{"", 0, "^auf|on welcher|which seite|page$", source},
		{"", 0, "auf|on welcher|which seite|page", plain},
		{"", 0, "^welche|welcher|what|which quelle|seite|source|page$", source},
		{"", 0, "^where does|is|did .. that|this|it .. from|stated|come$", source},
		{"", 0, "^where is that|this|it$", source},
		{"", 0, "^and|und die|the|what|which quelle|source|seite|page$", source},
	}
}
