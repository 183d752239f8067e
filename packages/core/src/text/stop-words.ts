/** Words left out of the index, by ISO 639-1 code, lower case and without accents. English is the short classic list; a query drops more. */
export const STOP_WORDS: ReadonlyMap<string, ReadonlySet<string>> = lists({
  en: "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with",
  de: "der die das den dem des ein eine einer eines einem einen und oder aber in im an am auf aus bei mit nach von vom zu zum zur fur ist sind war waren wird werden hat haben nicht auch als wie es er sie wir ich so um uber durch dass sich kein keine",
  fr: "le la les l un une des du de d et ou en au aux a dans par pour sur avec sans sous est sont etait ete etre ce cet cette ces qui que qu ne pas plus il elle ils elles on nous vous je j se s son sa ses leur leurs y n c m t",
  es: "el la los las un una unos unas de del al y o u en a ante con por para sin sobre es son era fue ser ha han que se su sus lo le les no si como mas pero este esta estos estas esto",
  it: "il lo la i gli le l un uno una di del dello della dei degli delle d a al allo alla ai agli alle da dal dalla in nel nella nei nelle su sul sulla con per tra fra e ed o non che si sono era come ma questo questa c",
  pt: "o a os as um uma uns umas de do da dos das em no na nos nas por pelo pela para com sem e ou que se nao foi sao ser ao aos como mais mas este esta isto seu sua",
  nl: "de het een en of in op aan met van voor uit bij naar om te tot is zijn was waren wordt worden heeft hebben niet ook als dat die dit deze er ik je we wij hij zij ze maar dan door over",
  sv: "och att i en ett det den de som pa for med av till fran ar var har inte om vid men eller han hon vi jag du sa ska detta denna dessa",
  da: "og at i en et det den de som pa for med af til fra er var har ikke om ved men eller han hun vi jeg du sa skal dette denne disse der",
  no: "og a at i en et ei det den de som pa for med av til fra er var har ikke om ved men eller han hun vi jeg du sa skal dette denne disse",
  fi: "ja tai on ei se ne han me te he oli ovat olla kun niin myos mutta etta joka jotka tama nama sen kuin",
  pl: "i w z na do nie sie jest to ze o jak po przez od dla oraz ktory ktora sa by ale tym tego",
  cs: "a se na je v ze s z do to i o k pro jako by jsem jsou ktery ktera ale podle nebo",
  ro: "si de la in cu pe este nu sa o un din care pentru mai ca sunt sau al a ale prin",
  hu: "a az es hogy nem is egy van de ha meg volt mint vagy csak ezt azt ez ami",
  tr: "ve bir bu da de icin ile olarak cok daha gibi ne olan en ama veya mi",
  ca: "el la els les un una de del dels i o en a per amb que es no com mes al als aquest aquesta",
  ru: "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по от из о мы для это или при",
  uk: "и в у не що вин на я з як а то все вона так його але та ти до же ви за би по від і із о ми для це або при",
});

/** Asked with, not asked for: left out of queries beside the stop words. */
export const QUERY_WORDS: ReadonlyMap<string, ReadonlySet<string>> = lists({
  en:
    "about all also am any anybody anyone anything been being can could did do does doing during each either else every explain from get give " +
    "had has have having he hello hers her hi him his how however i its just know let like look looking many me might mine much must my " +
    "need our ours out please shall she should show so some somebody someone something tell than thank thanks them those too us very want wants we were " +
    "what whatever when where whether which while who whom whose why would you your yours",
  de: "was wer wen wem wo wohin wann warum wieso welche welcher welches welchen kann konnen muss mussen bitte mir mich mein meine gibt",
  fr: "quel quelle quels quelles quoi comment quand pourquoi combien peut peux dois doit moi mon ma mes",
  es: "cual cuales cuando donde quien quienes porque cuanto cuantos puedo puede debo me mi mis favor",
  it: "cosa quando dove chi perche quale quali quanto quanti posso puo devo mi mio mia",
  pt: "qual quais quando onde quem porque quanto quantos posso pode devo me meu minha favor",
  nl: "wat wie waar wanneer waarom hoe welke welk kan kunnen moet mij mijn",
  sv: "vad vem hur nar var varfor vilken vilka vilket kan mig min",
  da: "hvad hvem hvordan hvornar hvor hvorfor hvilken hvilke hvilket kan mig min",
  no: "hva hvem hvordan nar hvor hvorfor hvilken hvilke hvilket kan meg min",
  fi: "mika mita kuka miten milloin missa miksi voi voinko minun",
  pl: "co kto gdzie kiedy dlaczego czy ile moge",
  cs: "co kdo kde kdy proc jak kolik muzu",
  ru: "кто где когда почему зачем какои какая какие сколько можно мне",
});

function lists(words: Readonly<Record<string, string>>): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(Object.entries(words).map(([language, list]) => [language, new Set(list.split(" "))]));
}
