/**
 * Passwords that are tried first. Made by us: words, names, teams, places, keyboard walks and number rows that people are known to choose, the
 * commonest of them with the suffixes that people add to reach a length, and usual pairs of words. Lower case, separated by white space.
 * The check also removes digits and signs around a password and undoes digits for letters, so each entry stands for many.
 */
export const COMMON_PASSWORDS = `
password passwort passwd passw0rd pass passcode passphrase motdepasse contrasena contraseña senha parola wachtwoord losenord haslo heslo
parool salasana sifre parole jelszo letmein welcome welcometo willkommen bienvenue benvenuto bienvenido changeme changethis changeit
default temporary temppass newpassword oldpassword mypassword yourpassword thepassword secret topsecret supersecret confidential private
public guest visitor anonymous nobody somebody everyone test testing tester testuser testpass demo example sample trial admin
administrator adminadmin sysadmin superuser superadmin root rootroot toor webmaster postmaster hostmaster operator manager supervisor
owner user username login signin logon account iloveyou iloveu loveyou loveme lovelove lover lovers loveyou2 iloveme ilovehim iloveher
iloveyouforever trustno1 trustnoone whatever nothing something anything everything qwerty qwertyui qwertyuiop qwertz qwertzuiop qwertzuio
azerty azertyuiop asdf asdfgh asdfghjkl asdfjkl zxcvbn zxcvbnm zxcvb qazwsx qazwsxedc qazwsxedcrfv wsxedc edcrfv rfvtgb yuiop hjkl poiuy
poiuytrewq lkjhgf lkjhgfdsa mnbvcx mnbvcxz qweasd qweasdzxc qwerasdf asdzxc qwaszx wasd zaqxsw zaqwsx xswzaq cdexsw vfrcde plokij okmijn
qweqwe asdasd zxczxc asdqwe qwertyqwerty asdfasdf abcd abcde abcdef abcdefg abcdefgh abcabc abcdabcd aabbcc xyz xyzzy foobar foobarbaz
helloworld lorem ipsum loremipsum monkey dragon master shadow sunshine princess football baseball superman batman spiderman ironman hulk
wolverine captain america avengers joker catwoman deadpool pikachu pokemon charizard mario luigi zelda sonic naruto sasuke goku vegeta
dragonball onepiece starwars startrek skywalker vader yoda jedi chewbacca hansolo matrix gandalf frodo legolas aragorn lordoftherings
harrypotter hogwarts dumbledore gryffindor slytherin hermione voldemort michael jennifer jessica ashley michelle daniel andrew joshua
matthew thomas robert charlie jordan hunter george harley ranger buster tigger soccer hockey killer pepper ginger summer winter spring
autumn flower cookie chocolate cheese banana orange purple yellow silver golden diamond crystal angel angels angela amanda melissa
stephanie nicole samantha elizabeth victoria alexandra alexander alexandre christina christine christopher christian jonathan nicholas
benjamin william anthony patrick richard charles edward steven brandon justin tyler taylor austin dylan logan mason ethan jacob joseph
samuel david john james peter paul mark luke simon philip martin oliver harry jack oscar leo max felix lucas liam noah emma olivia sophia
isabella mia charlotte amelia evelyn abigail emily hannah sarah rachel rebecca laura julia maria marie anna anne alice clara sandra
sabrina andrea claudia monica veronica patricia barbara margaret dorothy susan karen nancy betty helen donna carol ruth sharon cynthia
kathleen deborah carolyn janet catherine katherine heather diane virginia julie joyce kelly lauren joan judith megan cheryl jacqueline
martha gloria teresa sara janice jean kathryn denise marilyn amber danielle brittany rose diana natalie sophie lisa kimberly tiffany
vanessa caroline gabriel gabriela daniela fernando fernanda ricardo eduardo carlos alberto roberto antonio francisco alejandro miguel
jesus jose juan pedro pablo diego javier manuel rafael sergio luis lucia carmen elena paula raquel beatriz giovanni francesco francesca
alessandro alessandra giuseppe lorenzo matteo chiara giulia federico valentina stefano hans wolfgang juergen klaus dieter helmut guenther
werner horst gerhard heinz manfred ursula monika petra sabine renate karin brigitte ingrid erika christa gisela stefan andreas matthias
sebastian tobias florian dominik fabian philipp maximilian johannes pierre jacques francois philippe nathalie isabelle sylvie monique
dominique olivier nicolas sebastien guillaume mathieu vladimir dmitri sergey natasha olga tatiana svetlana ekaterina anastasia mohammed
muhammad ahmed hassan hussein fatima aisha ibrahim abdullah mustafa mehmet ayse emine priya rahul rohit sanjay deepak krishna ganesh shiva
lakshmi kumar singh patel wang zhang chen nguyen tanaka suzuki yamada sakura hiroshi takeshi chelsea arsenal liverpool manchester manutd
everton tottenham barcelona realmadrid juventus milan inter bayern borussia dortmund schalke stpauli ajax feyenoord benfica porto sporting
celtic rangers boca river flamengo corinthians palmeiras santos lakers celtics bulls yankees redsox dodgers giants cowboys packers
steelers patriots eagles raiders broncos dolphins bears lions tigers panthers falcons ravens vikings chiefs saints rams jets redskins
seahawks cubs mets braves orioles rockies marlins rockets spurs knicks pistons warriors hawks thunder hornets wildcats bulldogs huskies
gators badgers wolverines buckeyes longhorns sooners mustang corvette camaro ferrari porsche lamborghini mercedes maserati jaguar bentley
toyota honda nissan subaru mazda yamaha kawasaki harleydavidson ducati volkswagen volvo audi chevrolet chevy dodge ford fordf150 jeep
cadillac pontiac firebird thunderbird challenger charger viper cobra computer internet network server windows macintosh apple iphone ipad
android samsung galaxy nokia microsoft google facebook twitter instagram youtube linkedin myspace amazon netflix paypal yahoo hotmail
gmail outlook skype whatsapp telegram bitcoin ethereum blockchain database oracle mysql postgres postgresql mongodb redis sqlserver linux
ubuntu debian redhat centos fedora cisco juniper router switch firewall gateway wireless security hacker hacking cracker cyber digital
software hardware keyboard monitor printer scanner laptop desktop notebook backup system support service helpdesk office company business
corporate enterprise marketing finance accounting sales customer project intranet sharepoint confluence jira github gitlab docker
kubernetes jenkins tomcat apache nginx wordpress joomla drupal minecraft fortnite roblox warcraft worldofwarcraft starcraft counterstrike
leagueoflegends overwatch callofduty battlefield assassin halo skyrim fallout playstation nintendo xbox steam gamer gaming gameover player
blink182 metallica nirvana slipknot greenday linkinpark eminem tupac biggie snoopdogg beatles rollingstones ledzeppelin pinkfloyd acdc
ironmaiden megadeth pantera slayer blacksabbath ozzy queen freddie bowie elvis madonna britney beyonce rihanna shakira justinbieber
onedirection jonasbrothers mylove mybaby mylife myself myspace1 mother father brother sister family daddy mommy mummy grandma grandpa
babygirl babyboy baby babe sweetheart sweetie honey honeybee darling cutie cutiepie beautiful gorgeous handsome sexy sexygirl hottie
pretty prettygirl princesa princess1 bella lovely precious forever always friends friend bestfriend bestfriends friendship jesuschrist
jesus1 godisgood godislove blessed blessing faith hope grace heaven angelic bible christ church prayer amen allah islam buddha mohamed
sunflower butterfly dolphin elephant penguin turtle rabbit kitten puppy doggy doggie horse horses pony unicorn rainbow snoopy garfield
scooby scoobydoo mickey minnie mickeymouse donald donaldduck goofy winnie pooh winniethepooh tinkerbell cinderella ariel snowwhite
hellokitty spongebob patrick1 bugsbunny tweety simpsons bartsimpson homer southpark cartman january february march april may june july
august september october november december monday tuesday wednesday thursday friday saturday sunday januar februar maerz mai juni juli
oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag janvier fevrier avril juin juillet aout septembre octobre
novembre decembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre sommer herbst fruehling verano
invierno primavera otono ete hiver printemps automne estate inverno london paris berlin madrid rome roma moscow newyork newyorkcity
losangeles california chicago boston dallas houston texas florida miami atlanta seattle denver phoenix detroit toronto vancouver montreal
mexico brazil argentina colombia peru chile venezuela espana france germany deutschland england britain scotland ireland wales italia
italy portugal poland polska russia ukraine sweden norway denmark finland holland netherlands belgium austria switzerland greece turkey
turkiye istanbul israel egypt india pakistan china japan tokyo korea vietnam thailand indonesia malaysia singapore philippines australia
sydney melbourne newzealand canada usa unitedstates africa nigeria kenya ghana southafrica freedom liberty justice peace power energy
magic mystic mystery wizard warrior soldier sniper ninja samurai pirate knight legend phoenix1 falcon eagle hawk raven wolf wolves tiger
lion panther bear shark snake spider scorpion dragonfly lightning storm hurricane tornado tsunami fire flame inferno ice snow frost
blizzard ocean mountain forest desert island beach paradise universe planet saturn jupiter neptune pluto mercury venus earth moon star
stars sunset sunrise midnight darkness twilight eclipse beer vodka whiskey tequila wine corona budweiser heineken guinness coffee espresso
cocacola pepsi pizza burger chicken bacon cheesecake strawberry blueberry raspberry cherry apple1 peach mango pineapple watermelon coconut
vanilla caramel cinnamon peanut popcorn muffin cupcake pancake waffle sugar candy lollipop money dollar rich richard1 million millionaire
billion cash gold goldfish platinum success successful winner champion victory number1 numberone thebest bestever awesome fantastic
wonderful amazing excellent perfect happy happyday happiness smile laugh funny crazy insane psycho maniac lunatic genius clever stupid
idiot moron loser asshole bullshit fuckyou fuckoff fuckme fuck shit bitch bastard dickhead pussy penis vagina sexsex porn pornstar playboy
hustler hardcore blowjob boobs access enter open opensesame sesame unlock key keykey master1 masterkey mastermind control controlpanel
program programmer developer engineer doctor nurse lawyer teacher student school college university academy library hospital police
fireman army navy marine airforce military special specialforces agent jamesbond bond007 secretagent commander captain1 general major
sergeant colonel president government hello hellohello helloworld1 hello123 goodbye goodmorning goodnight goodluck thankyou please sorry
welcome1 imissyou missyou ihateyou hateyou whatsup nevermind idontknow dontknow idontcare forgot forgotten remember remember1 dontforget
asyouwish justdoit nopassword nopass noentry letmein1 letmeinnow openup comein goaway ncc1701 thx1138 rush2112 area51 agent007 mp3 r2d2
c3po 007bond zaq1zaq1 zaq12wsx 1qaz2wsx 1qaz2wsx3edc 1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3 q1w2e3r4 q1w2e3r4t5 qwer1234 1234qwer
asdf1234 1234asdf abcd1234 1234abcd abc123 123abc a1b2c3 a1b2c3d4 a1b2c3d4e5 a1s2d3f4 a1s2d3f4g5 1a2b3c 1a2b3c4d 12qwaszx 12qw34er
qw12er34 zxcv1234 1234zxcv pass1234 1234pass love1234 test1234 user1234 admin1234 root1234 qwe123qwe asd123asd zxc123zxc 123qwe 123qweasd
123qweasdzxc 123qwe123 qwe123 asd123 zxc123 aaa111 abc321 q1q1q1 z1x2c3 z1x2c3v4 147258369 159753 1597532486 159357 789456123 741852963
963852741 987456321 321654987 123654789 147852369 258456 0987654321 1029384756 1357924680 2468013579 1122334455 112233445566 1212121212
1231231231 123123123 123456123456 1234512345 1234554321 1234567891 12345678910 123456789a 123456789q 123456789abc a123456789 q123456789
aa123456789 123456abc abc123456 abc123456789 abcd123456 a1234567890 1234567890a 0123456789 01234567890 9876543210 5555555555 1111111111
0000000000 3141592653 31415926535 2718281828 1618033988 smartypants smarty smartypants1 knowledge knowledgebase wiki search correcthorse
correcthorsebattery correcthorsebatterystaple correct-horse-battery-staple correct_horse_battery_staple password12 password123
password1234 password12345 password123456 password1234567890 password1! password123! password01 password007 password2020 password2021
password2022 password2023 password2024 password2025 password2026 password69 password99 password666 password777 password000 passwordxyz
passwordabc passwordyou passwordme password4ever passwordforever passwordlove passwordpass passwordword passwort12 passwort123
passwort1234 passwort12345 passwort123456 passwort1234567890 passwort1! passwort123! passwort01 passwort007 passwort2020 passwort2021
passwort2022 passwort2023 passwort2024 passwort2025 passwort2026 passwort69 passwort99 passwort666 passwort777 passwort000 passwortxyz
passwortabc passwortyou passwortme passwort4ever passwortforever passwortlove passwortpass passwortword welcome123 welcome1234
welcome12345 welcome123456 welcome1234567890 welcome123! welcome007 welcome2020 welcome2021 welcome2022 welcome2023 welcome2024
welcome2025 welcome2026 welcome666 welcome777 welcome000 welcomexyz welcomeabc welcomeyou welcome4ever welcomeforever welcomelove
welcomepass welcomeword letmein123 letmein1234 letmein12345 letmein123456 letmein1234567890 letmein123! letmein007 letmein2020 letmein2021
letmein2022 letmein2023 letmein2024 letmein2025 letmein2026 letmein666 letmein777 letmein000 letmeinxyz letmeinabc letmeinyou letmein4ever
letmeinforever letmeinlove letmeinpass letmeinword changeme12 changeme123 changeme1234 changeme12345 changeme123456 changeme1234567890
changeme1! changeme123! changeme01 changeme007 changeme2020 changeme2021 changeme2022 changeme2023 changeme2024 changeme2025 changeme2026
changeme69 changeme99 changeme666 changeme777 changeme000 changemexyz changemeabc changemeyou changememe changeme4ever changemeforever
changemelove changemepass changemeword secret1234 secret12345 secret123456 secret1234567890 secret123! secret2020 secret2021 secret2022
secret2023 secret2024 secret2025 secret2026 secret4ever secretforever secretlove secretpass secretword admin12345 admin123456
admin1234567890 admin4ever adminforever administrator1 administrator12 administrator123 administrator1234 administrator12345
administrator123456 administrator1234567890 administrator! administrator1! administrator123! administrator01 administrator007
administrator2020 administrator2021 administrator2022 administrator2023 administrator2024 administrator2025 administrator2026
administrator69 administrator99 administrator666 administrator777 administrator000 administratorxyz administratorabc administratoryou
administratorme administrator4ever administratorforever administratorlove administratorpass administratorword iloveyou12 iloveyou123
iloveyou1234 iloveyou12345 iloveyou123456 iloveyou1234567890 iloveyou1! iloveyou123! iloveyou01 iloveyou007 iloveyou2020 iloveyou2021
iloveyou2022 iloveyou2023 iloveyou2024 iloveyou2025 iloveyou2026 iloveyou69 iloveyou99 iloveyou666 iloveyou777 iloveyou000 iloveyouxyz
iloveyouabc iloveyouyou iloveyoume iloveyou4ever iloveyoulove iloveyoupass iloveyouword qwerty1234 qwerty12345 qwerty123456
qwerty1234567890 qwerty123! qwerty2020 qwerty2021 qwerty2022 qwerty2023 qwerty2024 qwerty2025 qwerty2026 qwerty4ever qwertyforever
qwertylove qwertypass qwertyword qwertz1234 qwertz12345 qwertz123456 qwertz1234567890 qwertz123! qwertz2020 qwertz2021 qwertz2022
qwertz2023 qwertz2024 qwertz2025 qwertz2026 qwertz4ever qwertzforever qwertzlove qwertzpass qwertzword azerty1234 azerty12345 azerty123456
azerty1234567890 azerty123! azerty2020 azerty2021 azerty2022 azerty2023 azerty2024 azerty2025 azerty2026 azerty4ever azertyforever
azertylove azertypass azertyword monkey1234 monkey12345 monkey123456 monkey1234567890 monkey123! monkey2020 monkey2021 monkey2022
monkey2023 monkey2024 monkey2025 monkey2026 monkey4ever monkeyforever monkeylove monkeypass monkeyword dragon1234 dragon12345 dragon123456
dragon1234567890 dragon123! dragon2020 dragon2021 dragon2022 dragon2023 dragon2024 dragon2025 dragon2026 dragon4ever dragonforever
dragonlove dragonpass dragonword master1234 master12345 master123456 master1234567890 master123! master2020 master2021 master2022
master2023 master2024 master2025 master2026 master4ever masterforever masterlove masterpass masterword shadow1234 shadow12345 shadow123456
shadow1234567890 shadow123! shadow2020 shadow2021 shadow2022 shadow2023 shadow2024 shadow2025 shadow2026 shadow4ever shadowforever
shadowlove shadowpass shadowword sunshine12 sunshine123 sunshine1234 sunshine12345 sunshine123456 sunshine1234567890 sunshine1!
sunshine123! sunshine01 sunshine007 sunshine2020 sunshine2021 sunshine2022 sunshine2023 sunshine2024 sunshine2025 sunshine2026 sunshine69
sunshine99 sunshine666 sunshine777 sunshine000 sunshinexyz sunshineabc sunshineyou sunshineme sunshine4ever sunshineforever sunshinelove
sunshinepass sunshineword princess12 princess123 princess1234 princess12345 princess123456 princess1234567890 princess1! princess123!
princess01 princess007 princess2020 princess2021 princess2022 princess2023 princess2024 princess2025 princess2026 princess69 princess99
princess666 princess777 princess000 princessxyz princessabc princessyou princessme princess4ever princessforever princesslove princesspass
princessword football12 football123 football1234 football12345 football123456 football1234567890 football1! football123! football01
football007 football2020 football2021 football2022 football2023 football2024 football2025 football2026 football69 football99 football666
football777 football000 footballxyz footballabc footballyou footballme football4ever footballforever footballlove footballpass
footballword baseball12 baseball123 baseball1234 baseball12345 baseball123456 baseball1234567890 baseball1! baseball123! baseball01
baseball007 baseball2020 baseball2021 baseball2022 baseball2023 baseball2024 baseball2025 baseball2026 baseball69 baseball99 baseball666
baseball777 baseball000 baseballxyz baseballabc baseballyou baseballme baseball4ever baseballforever baseballlove baseballpass
baseballword superman12 superman123 superman1234 superman12345 superman123456 superman1234567890 superman1! superman123! superman01
superman007 superman2020 superman2021 superman2022 superman2023 superman2024 superman2025 superman2026 superman69 superman99 superman666
superman777 superman000 supermanxyz supermanabc supermanyou supermanme superman4ever supermanforever supermanlove supermanpass
supermanword batman1234 batman12345 batman123456 batman1234567890 batman123! batman2020 batman2021 batman2022 batman2023 batman2024
batman2025 batman2026 batman4ever batmanforever batmanlove batmanpass batmanword pokemon123 pokemon1234 pokemon12345 pokemon123456
pokemon1234567890 pokemon123! pokemon007 pokemon2020 pokemon2021 pokemon2022 pokemon2023 pokemon2024 pokemon2025 pokemon2026 pokemon666
pokemon777 pokemon000 pokemonxyz pokemonabc pokemonyou pokemon4ever pokemonforever pokemonlove pokemonpass pokemonword starwars12
starwars123 starwars1234 starwars12345 starwars123456 starwars1234567890 starwars1! starwars123! starwars01 starwars007 starwars2020
starwars2021 starwars2022 starwars2023 starwars2024 starwars2025 starwars2026 starwars69 starwars99 starwars666 starwars777 starwars000
starwarsxyz starwarsabc starwarsyou starwarsme starwars4ever starwarsforever starwarslove starwarspass starwarsword michael123 michael1234
michael12345 michael123456 michael1234567890 michael123! michael007 michael2020 michael2021 michael2022 michael2023 michael2024
michael2025 michael2026 michael666 michael777 michael000 michaelxyz michaelabc michaelyou michael4ever michaelforever michaellove
michaelpass michaelword jennifer12 jennifer123 jennifer1234 jennifer12345 jennifer123456 jennifer1234567890 jennifer1! jennifer123!
jennifer01 jennifer007 jennifer2020 jennifer2021 jennifer2022 jennifer2023 jennifer2024 jennifer2025 jennifer2026 jennifer69 jennifer99
jennifer666 jennifer777 jennifer000 jenniferxyz jenniferabc jenniferyou jenniferme jennifer4ever jenniferforever jenniferlove jenniferpass
jenniferword jessica123 jessica1234 jessica12345 jessica123456 jessica1234567890 jessica123! jessica007 jessica2020 jessica2021
jessica2022 jessica2023 jessica2024 jessica2025 jessica2026 jessica666 jessica777 jessica000 jessicaxyz jessicaabc jessicayou jessica4ever
jessicaforever jessicalove jessicapass jessicaword ashley1234 ashley12345 ashley123456 ashley1234567890 ashley123! ashley2020 ashley2021
ashley2022 ashley2023 ashley2024 ashley2025 ashley2026 ashley4ever ashleyforever ashleylove ashleypass ashleyword charlie123 charlie1234
charlie12345 charlie123456 charlie1234567890 charlie123! charlie007 charlie2020 charlie2021 charlie2022 charlie2023 charlie2024
charlie2025 charlie2026 charlie666 charlie777 charlie000 charliexyz charlieabc charlieyou charlie4ever charlieforever charlielove
charliepass charlieword jordan1234 jordan12345 jordan123456 jordan1234567890 jordan123! jordan2020 jordan2021 jordan2022 jordan2023
jordan2024 jordan2025 jordan2026 jordan4ever jordanforever jordanlove jordanpass jordanword hunter1234 hunter12345 hunter123456
hunter1234567890 hunter123! hunter2020 hunter2021 hunter2022 hunter2023 hunter2024 hunter2025 hunter2026 hunter4ever hunterforever
hunterlove hunterpass hunterword summer1234 summer12345 summer123456 summer1234567890 summer123! summer2020 summer2021 summer2022
summer2023 summer2024 summer2025 summer2026 summer4ever summerforever summerlove summerpass summerword winter1234 winter12345 winter123456
winter1234567890 winter123! winter2020 winter2021 winter2022 winter2023 winter2024 winter2025 winter2026 winter4ever winterforever
winterlove winterpass winterword spring1234 spring12345 spring123456 spring1234567890 spring123! spring2020 spring2021 spring2022
spring2023 spring2024 spring2025 spring2026 spring4ever springforever springlove springpass springword autumn1234 autumn12345 autumn123456
autumn1234567890 autumn123! autumn2020 autumn2021 autumn2022 autumn2023 autumn2024 autumn2025 autumn2026 autumn4ever autumnforever
autumnlove autumnpass autumnword flower1234 flower12345 flower123456 flower1234567890 flower123! flower2020 flower2021 flower2022
flower2023 flower2024 flower2025 flower2026 flower4ever flowerforever flowerlove flowerpass flowerword cookie1234 cookie12345 cookie123456
cookie1234567890 cookie123! cookie2020 cookie2021 cookie2022 cookie2023 cookie2024 cookie2025 cookie2026 cookie4ever cookieforever
cookielove cookiepass cookieword chocolate1 chocolate12 chocolate123 chocolate1234 chocolate12345 chocolate123456 chocolate1234567890
chocolate! chocolate1! chocolate123! chocolate01 chocolate007 chocolate2020 chocolate2021 chocolate2022 chocolate2023 chocolate2024
chocolate2025 chocolate2026 chocolate69 chocolate99 chocolate666 chocolate777 chocolate000 chocolatexyz chocolateabc chocolateyou
chocolateme chocolate4ever chocolateforever chocolatelove chocolatepass chocolateword computer12 computer123 computer1234 computer12345
computer123456 computer1234567890 computer1! computer123! computer01 computer007 computer2020 computer2021 computer2022 computer2023
computer2024 computer2025 computer2026 computer69 computer99 computer666 computer777 computer000 computerxyz computerabc computeryou
computerme computer4ever computerforever computerlove computerpass computerword internet12 internet123 internet1234 internet12345
internet123456 internet1234567890 internet1! internet123! internet01 internet007 internet2020 internet2021 internet2022 internet2023
internet2024 internet2025 internet2026 internet69 internet99 internet666 internet777 internet000 internetxyz internetabc internetyou
internetme internet4ever internetforever internetlove internetpass internetword freedom123 freedom1234 freedom12345 freedom123456
freedom1234567890 freedom123! freedom007 freedom2020 freedom2021 freedom2022 freedom2023 freedom2024 freedom2025 freedom2026 freedom666
freedom777 freedom000 freedomxyz freedomabc freedomyou freedom4ever freedomforever freedomlove freedompass freedomword whatever12
whatever123 whatever1234 whatever12345 whatever123456 whatever1234567890 whatever1! whatever123! whatever01 whatever007 whatever2020
whatever2021 whatever2022 whatever2023 whatever2024 whatever2025 whatever2026 whatever69 whatever99 whatever666 whatever777 whatever000
whateverxyz whateverabc whateveryou whateverme whatever4ever whateverforever whateverlove whateverpass whateverword trustno112 trustno1123
trustno11234 trustno112345 trustno1123456 trustno11234567890 trustno11! trustno1123! trustno101 trustno1007 trustno12020 trustno12021
trustno12022 trustno12023 trustno12024 trustno12025 trustno12026 trustno169 trustno199 trustno1666 trustno1777 trustno1000 trustno1xyz
trustno1abc trustno1you trustno1me trustno14ever trustno1forever trustno1love trustno1pass trustno1word hello12345 hello123456
hello1234567890 hello4ever helloforever love123456 love1234567890 loveforever angel12345 angel123456 angel1234567890 angel4ever
angelforever lovely1234 lovely12345 lovely123456 lovely1234567890 lovely123! lovely2020 lovely2021 lovely2022 lovely2023 lovely2024
lovely2025 lovely2026 lovely4ever lovelyforever lovelylove lovelypass lovelyword family1234 family12345 family123456 family1234567890
family123! family2020 family2021 family2022 family2023 family2024 family2025 family2026 family4ever familyforever familylove familypass
familyword friends123 friends1234 friends12345 friends123456 friends1234567890 friends123! friends007 friends2020 friends2021 friends2022
friends2023 friends2024 friends2025 friends2026 friends666 friends777 friends000 friendsxyz friendsabc friendsyou friends4ever
friendsforever friendslove friendspass friendsword liverpool1 liverpool12 liverpool123 liverpool1234 liverpool12345 liverpool123456
liverpool1234567890 liverpool! liverpool1! liverpool123! liverpool01 liverpool007 liverpool2020 liverpool2021 liverpool2022 liverpool2023
liverpool2024 liverpool2025 liverpool2026 liverpool69 liverpool99 liverpool666 liverpool777 liverpool000 liverpoolxyz liverpoolabc
liverpoolyou liverpoolme liverpool4ever liverpoolforever liverpoollove liverpoolpass liverpoolword chelsea123 chelsea1234 chelsea12345
chelsea123456 chelsea1234567890 chelsea123! chelsea007 chelsea2020 chelsea2021 chelsea2022 chelsea2023 chelsea2024 chelsea2025 chelsea2026
chelsea666 chelsea777 chelsea000 chelseaxyz chelseaabc chelseayou chelsea4ever chelseaforever chelsealove chelseapass chelseaword
arsenal123 arsenal1234 arsenal12345 arsenal123456 arsenal1234567890 arsenal123! arsenal007 arsenal2020 arsenal2021 arsenal2022 arsenal2023
arsenal2024 arsenal2025 arsenal2026 arsenal666 arsenal777 arsenal000 arsenalxyz arsenalabc arsenalyou arsenal4ever arsenalforever
arsenallove arsenalpass arsenalword barcelona1 barcelona12 barcelona123 barcelona1234 barcelona12345 barcelona123456 barcelona1234567890
barcelona! barcelona1! barcelona123! barcelona01 barcelona007 barcelona2020 barcelona2021 barcelona2022 barcelona2023 barcelona2024
barcelona2025 barcelona2026 barcelona69 barcelona99 barcelona666 barcelona777 barcelona000 barcelonaxyz barcelonaabc barcelonayou
barceloname barcelona4ever barcelonaforever barcelonalove barcelonapass barcelonaword mustang123 mustang1234 mustang12345 mustang123456
mustang1234567890 mustang123! mustang007 mustang2020 mustang2021 mustang2022 mustang2023 mustang2024 mustang2025 mustang2026 mustang666
mustang777 mustang000 mustangxyz mustangabc mustangyou mustang4ever mustangforever mustanglove mustangpass mustangword ferrari123
ferrari1234 ferrari12345 ferrari123456 ferrari1234567890 ferrari123! ferrari007 ferrari2020 ferrari2021 ferrari2022 ferrari2023
ferrari2024 ferrari2025 ferrari2026 ferrari666 ferrari777 ferrari000 ferrarixyz ferrariabc ferrariyou ferrari4ever ferrariforever
ferrarilove ferraripass ferrariword london1234 london12345 london123456 london1234567890 london123! london2020 london2021 london2022
london2023 london2024 london2025 london2026 london4ever londonforever londonlove londonpass londonword paris12345 paris123456
paris1234567890 paris4ever parisforever berlin1234 berlin12345 berlin123456 berlin1234567890 berlin123! berlin2020 berlin2021 berlin2022
berlin2023 berlin2024 berlin2025 berlin2026 berlin4ever berlinforever berlinlove berlinpass berlinword america123 america1234 america12345
america123456 america1234567890 america123! america007 america2020 america2021 america2022 america2023 america2024 america2025 america2026
america666 america777 america000 americaxyz americaabc americayou america4ever americaforever americalove americapass americaword
samsung123 samsung1234 samsung12345 samsung123456 samsung1234567890 samsung123! samsung007 samsung2020 samsung2021 samsung2022 samsung2023
samsung2024 samsung2025 samsung2026 samsung666 samsung777 samsung000 samsungxyz samsungabc samsungyou samsung4ever samsungforever
samsunglove samsungpass samsungword google1234 google12345 google123456 google1234567890 google123! google2020 google2021 google2022
google2023 google2024 google2025 google2026 google4ever googleforever googlelove googlepass googleword facebook12 facebook123 facebook1234
facebook12345 facebook123456 facebook1234567890 facebook1! facebook123! facebook01 facebook007 facebook2020 facebook2021 facebook2022
facebook2023 facebook2024 facebook2025 facebook2026 facebook69 facebook99 facebook666 facebook777 facebook000 facebookxyz facebookabc
facebookyou facebookme facebook4ever facebookforever facebooklove facebookpass facebookword minecraft1 minecraft12 minecraft123
minecraft1234 minecraft12345 minecraft123456 minecraft1234567890 minecraft! minecraft1! minecraft123! minecraft01 minecraft007
minecraft2020 minecraft2021 minecraft2022 minecraft2023 minecraft2024 minecraft2025 minecraft2026 minecraft69 minecraft99 minecraft666
minecraft777 minecraft000 minecraftxyz minecraftabc minecraftyou minecraftme minecraft4ever minecraftforever minecraftlove minecraftpass
minecraftword smartypants12 smartypants123 smartypants1234 smartypants12345 smartypants123456 smartypants1234567890 smartypants!
smartypants1! smartypants123! smartypants01 smartypants007 smartypants2020 smartypants2021 smartypants2022 smartypants2023 smartypants2024
smartypants2025 smartypants2026 smartypants69 smartypants99 smartypants666 smartypants777 smartypants000 smartypantsxyz smartypantsabc
smartypantsyou smartypantsme smartypants4ever smartypantsforever smartypantslove smartypantspass smartypantsword myadmin mysecret myqwerty
mydragon mymonkey myprincess myangel myfamily mymother myfather mysister mybrother myhorse myhouse myworld myheart mymusic myfootball
mysoccer mycomputer myschool mycompany myoffice theadmin thesecret theqwerty thedragon themonkey theprincess theangel thefamily themother
thefather thesister thebrother thebaby thegirl thehorse thehouse thehome thelife theworld theheart themusic thefootball thesoccer
thecomputer theschool thework thecompany theoffice newadmin newsecret newqwerty newdragon newmonkey newprincess newangel newfamily
newmother newfather newsister newbrother newbaby newgirl newhorse newhouse newhome newlife newworld newheart newmusic newfootball
newsoccer newcomputer newschool newwork newcompany newoffice superpassword superqwerty superdragon supermonkey superprincess superangel
superfamily supermother superfather supersister superbrother superbaby supergirl superboy superdog supercat superhorse superhouse
superhome superlife superworld superheart supermusic superfootball supersoccer supercomputer superschool superwork supercompany
superoffice ipassword isecret iqwerty idragon imonkey iprincess ifamily imother ifather isister ibrother ifootball isoccer icomputer
ischool icompany ioffice mrpassword mradmin mrsecret mrqwerty mrdragon mrmonkey mrprincess mrangel mrfamily mrmother mrfather mrsister
mrbrother mrhorse mrhouse mrworld mrheart mrmusic mrfootball mrsoccer mrcomputer mrschool mrcompany mroffice misspassword missadmin
misssecret missqwerty missdragon missmonkey missprincess missangel missfamily missmother missfather misssister missbrother missbaby
missgirl missboy missdog misscat misshorse misshouse misshome misslife missworld missheart missmusic missfootball misssoccer misscomputer
missschool misswork misscompany missoffice lovepassword loveadmin lovesecret loveqwerty lovedragon lovemonkey loveprincess loveangel
lovefamily lovemother lovefather lovesister lovebrother lovebaby lovegirl loveboy lovedog lovecat lovehorse lovehouse lovehome lovelife
loveworld loveheart lovemusic lovefootball lovesoccer lovecomputer loveschool lovework lovecompany loveoffice ilovepassword iloveadmin
ilovesecret iloveqwerty ilovedragon ilovemonkey iloveprincess iloveangel ilovefamily ilovemother ilovefather ilovesister ilovebrother
ilovebaby ilovegirl iloveboy ilovedog ilovecat ilovehorse ilovehouse ilovehome ilovelife iloveworld iloveheart ilovemusic ilovefootball
ilovesoccer ilovecomputer iloveschool ilovework ilovecompany iloveoffice bigpassword bigadmin bigsecret bigqwerty bigdragon bigmonkey
bigprincess bigangel bigfamily bigmother bigfather bigsister bigbrother bigbaby biggirl bighorse bighouse bighome biglife bigworld
bigheart bigmusic bigfootball bigsoccer bigcomputer bigschool bigwork bigcompany bigoffice littlepassword littleadmin littlesecret
littleqwerty littledragon littlemonkey littleprincess littleangel littlefamily littlemother littlefather littlesister littlebrother
littlebaby littlegirl littleboy littledog littlecat littlehorse littlehouse littlehome littlelife littleworld littleheart littlemusic
littlefootball littlesoccer littlecomputer littleschool littlework littlecompany littleoffice
`;
