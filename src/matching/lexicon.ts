/**
 * Everyday words whose Creole no rule of sounds tells from the other languages: Creole | French | English | Spanish,
 * accents optional. Written from general knowledge of the four languages; never taken from texts that matching is
 * measured on. A word stands once per language, so that it has one meaning.
 */
const ROWS = `
moun|personne personnes gens individu individus humain humains humaine humaines|person people persons human|persona personas gente humano humanos humana
peyi|pays|country countries|pais paises
lwa lalwa|loi lois|law laws|ley leyes
timoun|enfant enfants|child children kid kids|nino ninos hijo hijos
fanm|femme femmes|woman women female lady|mujer mujeres
gason nonm|homme hommes garcon|man men boy|hombre hombres
fi tifi|fille filles|girl girls|chica chicas
dwa|droit droits|right rights|derecho derechos
leta|etat etats|state|estado estados
chak|chaque chacun chacune|each every|cada
tout|tout toute tous toutes|all everyone everybody|todo toda todos todas
okenn|aucun aucune nul nulle|none nobody|ningun ninguna nadie
nenpot|quelconque|any anybody anyone|cualquier cualquiera
devan|devant|before|ante
menm egal|meme memes egal egaux egale egales|same equal|mismo misma igual iguales
libete|liberte libertes|freedom liberty|libertad libertades
lib|libre libres librement|free|libre libres
egalite|egalite|equality|igualdad
jistis lajistis|justice|justice|justicia
tribinal|tribunal tribunaux|court courts tribunal|tribunal tribunales
jij|juge juges|judge judges|juez jueces
lavi|vie|life|vida
lanmo mouri|mort morts mourir meurt decede|death die died dead dies deaths dying deceased|muerte morir murio muerto
touye|tuer tue tues assassine|kill killed kills killing slain murder murdered murders assassinated|matar mato mataron
viv|vivre vit vivent|live lives living|vivir vive
fanmi|famille familles|family families|familia familias
marye maryaj|marier marie mariage|marry married marriage wife husband spouse|casar matrimonio
travay|travail travailler emploi travaux|work job jobs|trabajo trabajar
travaye|travailleur travailleurs ouvrier ouvriers|worker workers|trabajador trabajadores
lajan|argent|money cash funds dollars|dinero
peye|payer paye|pay paid pays paying|pagar pago
lekol|ecole ecoles|school schools|escuela escuelas
edikasyon|education instruction|education|educacion
ansenye anseyman|enseigner enseignement|teach teaching taught teaches teacher teachers|ensenar ensenanza
elev|eleve eleves|pupil student students classroom|alumno alumnos estudiante
gouvenman|gouvernement gouvernements|government|gobierno gobiernos
prezidan|president presidente|president|presidente
minis|ministre ministres|minister ministers|ministro ministros
palman|parlement|parliament congress|parlamento
depite|depute deputes|deputy representative rep reps congressman congresswoman|diputado diputados
senate|senateur senateurs|senator senators sen|senador senadores
majistra|maire maires|mayor mayors|alcalde alcaldes
chef|chef chefs|chief leader leaders boss|jefe jefes lider
pouvwa|pouvoir pouvoirs|power powers|poder poderes
eleksyon|election elections scrutin|election elections|eleccion elecciones
vote vot|vote votes voter votent suffrage suffrages|vote votes voting voted voters|voto votos votar votaron
elekte|electeur electeurs|voter|elector electores votante votantes
bilten|bulletin bulletins|ballot ballots|papeleta papeletas boleta boletas
kandida|candidat candidats candidate|candidate candidates|candidato candidatos
pati|parti partis|party parties|partido partidos
rezilta|resultat resultats|result results|resultado resultados
magouy fwod|fraude fraudes triche|fraud rigged cheating|fraude trampa
vole|voler vole voles vol|steal stole stolen theft|robar robo robaron robado
vole-moun vole|voleur voleurs|thief thieves|ladron ladrones
ranvwaye repouse|reporte repousse reportee repoussee reportees repoussees|postponed delayed|aplazada aplazado pospuesta pospuesto
anile|annule annulee annulees annules|cancelled canceled|cancelada cancelado
femen|ferme fermes fermee fermees fermer|close closed closes|cerrado cerrada cerrados cerrar
louvri ouvri|ouvrir ouvert ouverte ouverts|open opened opens|abrir abierto abierta
vil lavil|ville villes|city cities town|ciudad ciudades
kay lakay|maison maisons domicile demeure|house home|casa casas domicilio
lari ri|rue rues|street streets|calle calles
wout|route routes chemin|road roads|carretera camino ruta
kote|endroit lieu lieux|place places|lugar lugares sitio
dlo|eau eaux|water|agua
manje|manger nourriture alimentation|eat food ate eats eating eaten foods meal meals|comer comida alimento
lapli|pluie|rain|lluvia
siklon|cyclone ouragan|hurricane cyclone storm hurricanes|ciclon huracan
tranbleman|tremblement seisme|earthquake|terremoto
dife|feu incendie|fire fired fires firing|fuego incendio
lopital|hopital hopitaux|hospital hospitals|hospital hospitales
dokte medsen|docteur medecin medecins|doctor doctors dr physician physicians|doctor medico medicos
maladi malad|maladie maladies malade malades|sick disease illness ill|enfermedad enfermo enfermos
lasante sante|sante|health|salud
vaksen|vaccin vaccins|vaccine vaccines|vacuna vacunas
remed medikaman|remede medicament medicaments|medicine drug drugs|medicamento medicamentos
lapolis polis|police policier policiers|police policeman cop cops officer officers|policia policias
lame solda|armee soldat soldats militaires militaire|army soldier soldiers military|ejercito soldado soldados militar
zam|arme armes|weapon weapons gun guns firearm firearms rifle|arma armas
bandi gang|bandit bandits gang gangs|bandit bandits gang gangs|bandido bandidos pandilla pandillas
kidnape kidnapin|kidnapping enlevement enleve enleves|kidnap kidnapped kidnapping|secuestro secuestrado secuestrar
prizon|prison prisons|prison jail jailed imprisoned|prision carcel
arete|arreter arrete arretes arretee arrestation detenu|arrest arrested detained arrests arresting custody|arrestar arrestado detenido detenida
akize|accuse accusee accuses|accused charged|acusado acusada
inosan|innocent innocente|innocent|inocente
pini pinisyon|punir punition peine peines|punish punishment penalty|pena castigo
krim|crime crimes|crime crimes criminal|crimen delito
lage|guerre guerres|war wars|guerra guerras
lape|paix|peace|paz
pep|peuple peuples|peoples|pueblo pueblos
sosyete lasosyete|societe societes|society|sociedad
kominote|communaute communautes|community communities|comunidad comunidades
nasyon|nation nations|nation nations|nacion naciones
sitwayen|citoyen citoyens citoyenne|citizen citizens|ciudadano ciudadanos
ayisyen|haitien haitienne haitiens haitiennes|haitian haitians|haitiano haitiana haitianos
ayiti|haiti|haiti|haiti
panyol dominiken|dominicain dominicaine dominicains|dominican|dominicano dominicana
fontye|frontiere frontieres|border borders|frontera fronteras
sekirite|securite|security safety|seguridad
pwoteksyon pwoteje|protection proteger protege|protection protect protected|proteccion proteger protegido
relijyon|religion religions|religion religious|religion
legliz|eglise eglises|church churches|iglesia iglesias
bondye|dieu|god|dios
lide|idee idees|idea ideas|idea ideas
panse|penser pensee|think thought|pensar pensamiento
opinyon|opinion opinions|opinion opinions|opinion opiniones
pale|parler parle|speak talk says spoke spoken speech speaks|hablar
lang|langue langues|language languages|idioma lengua idiomas
ekri|ecrire ecrit|write written wrote writes writing|escribir escrito
li-tande tande|entendre entendu entendue|hear heard hearing|oir oido
we|voir vu|see saw seen|ver visto
konnen|connaitre savoir|know known|saber conocer
bay|donner donne|give gives gave|dar dio
pran|prendre pris|take took taken|tomar tomo
voye|envoyer envoye|send sent|enviar envio enviado
vini|venir vient|come came comes|venir vino
ale|aller|go goes went|ir
soti|sortir quitter|leave left leaves leaving|salir
antre|entrer|enter entered|entrar
tounen retounen|revenir retourner|return returned|volver regresar
chwazi chwa|choisir choix choisi|choose choice chosen|elegir eleccion-libre
deside desizyon|decider decision decisions decide|decide decision|decidir decision
chanje|changer change changement|change changed|cambiar cambio
ede ed|aider aide|help helped aid|ayudar ayuda
bezwen|besoin besoins|need needs|necesidad necesita
vle|vouloir veut volonte|want wants will|querer quiere voluntad
dwe|devoir doit doivent devoirs|must duty duties|deber debe deberes
kapab|pouvoir-faire peut peuvent|can able|puede pueden
fet ne|naitre naissance naissent|birth born|nacer nacimiento nacen
laj|age|age|edad
granmoun|adulte adultes vieux|adult elderly|adulto adultos
papa|pere|father dad dads fathers|padre
manman|mere maternite|mother mom mum motherhood moms mothers|madre maternidad
paran|parent parents|parents parent|padres-familia
fre|frere freres|brother brothers|hermano hermanos
koule|couleur couleurs|color colour|color
ras|race|race|raza
non|nom noms|name names|nombre nombres
anile-non pa|pas|not|no
byen|bien biens|good well property|bien bienes
move|mauvais mauvaise|bad|malo mala
gwo gran|grand grande grands gros grandes|big large great|grande grandes gran
piti|petit petite petits|small little|pequeno pequena
nouvo nevo|nouveau nouvelle nouveaux|new|nuevo nueva
nouvel|nouvelles|news|noticia noticias
verite laverite|verite vrai vraie|truth true|verdad verdadero
manti fo|mensonge faux fausse|lie false fake hoax bogus phony fabricated|mentira falso falsa
foto|photo image photographie|photo picture image photograph pic pics photos pictures images photographs|foto imagen
radyo|radio|radio|radio
telefon|telephone|phone telephone|telefono
elektrisite kouran|electricite courant|electricity power-cut|electricidad luz
gaz|essence carburant|gas fuel gasoline|gasolina combustible
machin|voiture auto vehicule|car vehicle cars vehicles|coche carro vehiculo
lank|encre|ink|tinta
dwet|doigt doigts|finger fingers|dedo dedos
lis|liste listes|list lists|lista listas
kat|carte cartes|card cards map|tarjeta carnet
biwo|bureau bureaux|office offices|oficina oficinas
sant|centre centres|center centre centers|centro centros
limit|limite limites|limit limits|limite limites
regleman|reglement reglements|rule rules regulation|reglamento
kondisyon|condition conditions|condition conditions|condicion condiciones
rezon|raison raisons|reason reasons|razon razones
pwopryete pwopriyete|propriete proprietes|property|propiedad
te late|terre terres|land earth|tierra tierras
repo|repos|rest leisure|descanso
konje|conges conge vacances|holiday holidays vacation|vacaciones
sale|salaire salaires|salary wage wages|salario sueldo
sendika|syndicat syndicats|union unions|sindicato sindicatos
rad|vetement vetements habits|clothes clothing|ropa vestido
esklavaj|esclavage|slavery|esclavitud
esklav|esclave esclaves|slave slaves|esclavo esclavos
maltrete toti|torture tortures|torture|tortura torturas
reyinyon rasanbleman|reunion reunions|assembly meeting gathering meet met meets|reunion reuniones
asosyasyon|association associations|association associations|asociacion asociaciones
manifestasyon|manifestation manifestations|protest protests demonstration protester protesters demonstrators rally|manifestacion protesta protestas
nasyonalite|nationalite|nationality|nacionalidad
azil|asile|asylum|asilo
sipo sipote|soutien soutenir|support supports|apoyo apoyar
mandja manda|mandat mandats|mandate term warrant|mandato
ane lane|an ans annee annees|year years|ano anos
mwa|mois|month months|mes meses
semenn|semaine semaines|week weeks|semana semanas
jou|jour jours|day days|dia dias
demen|demain|tomorrow|manana
jodia|aujourdhui|today|hoy
dimanch|dimanche|sunday|domingo
lendi|lundi|monday|lunes
madi|mardi|tuesday|martes
mekredi|mercredi|wednesday|miercoles
jedi|jeudi|thursday|jueves
vandredi|vendredi|friday|viernes
samdi|samedi|saturday|sabado
janvye|janvier|january jan|enero
fevriye|fevrier|february feb|febrero
mas|mars|march|marzo
avril|avril|april|abril
me|mai|may|mayo
jen|juin|june|junio
jiye|juillet|july|julio
out|aout|august aug|agosto
septanm|septembre|september sept sep|septiembre setiembre
oktob|octobre|october oct|octubre
novanm|novembre|november nov|noviembre
desanm|decembre|december dec|diciembre
youn yon|un une|one|uno una
de|deux|two|dos
twa|trois|three|tres
kat-chif|quatre|four|cuatro
senk|cinq|five|cinco
dis|dix|ten|diez
san-chif|cent|hundred|cien ciento
mil|mille|thousand|mil
milyon|million millions|million millions|millon millones
||video videos clip clips footage|
||tweet tweets tweeted twitter|
||post posts posted|
||trump potus|
||america usa us american americans|
||britain uk british england english|
||shoot shooter shooting shot shots gunman gunmen|
||baby babies infant infants newborn|
||muslim muslims islam islamic|
||migrant migrants immigrant immigrants immigration illegals|
||gop republican republicans|
||dem dems democrat democrats democratic|
||gov governor governors|
||sec secretary|
||gay lgbt lgbtq homosexual|
||black african|
||movie movies film films|
||company companies corporation firm|
||buy buys bought purchase purchased|
||sell sells sold sale sales selling|
||ban bans banned banning prohibit prohibited outlawed|
||real genuine authentic actual actually really|
||poll polls survey|
||quit resign resigned resigns resignation|
||find found finds finding discovered discover|
||run ran running runs|
||win won wins winning winner|
||lose lost loses losing loser|
||hold held holds holding|
||build built builds building|
||sing sang sung song songs singer|
||drink drank drinks drinking|
||drive drove driver driving driven|
||fly flew flying flight flights|
||catch caught catches|
||show shows showed shown showing depicts depict displays|
||wear wore worn wearing wears|
||throw threw thrown|
||fight fought fighting fights|
||hide hid hidden|
||freeze froze frozen|
||huge massive giant enormous|
||attack attacks attacked assault assaulted|
||accident crash crashed crashes|
||hurt injured injuries wounded harm harmed|
||rape raped rapist|
||college university universities|
||plane planes airplane aircraft jet|
||dog dogs puppy|
||cat cats kitten|
||christmas xmas|
||tv television|
||quote quotes quoted|
||letter letters|
||sign signs|
||flag flags|
||terror terrorist terrorists terrorism|
||first 1st|
||second 2nd|
||billion billions|
||percent percentage|
`;

const LANGUAGES = ['ht', 'fr', 'en', 'es'] as const;

/** Words that say nothing about what a text is about; accents off. */
const FILLERS: Readonly<Record<string, string>> = {
  ht: 'a an la lan nan yo li mwen m ou w nou n l y ki k ke se te ap pral pou ak avek e epi men sa sila si sou sot pa tou o oswa oubyen gen genyen ta va fe de yon youn i kap tap pap nap map lap wap yap ni tankou kom ladan anba ant pandan le kont',
  fr: 'le la les l un une des de du d et ou a au aux en dans par pour sur avec sans ce cet cette ces c qui que qu quoi dont il elle ils elles on se s son sa ses leur leurs mon ma mes ton ta tes notre nos votre vos je j tu nous vous me m te t ne n y est sont etre ete soit avoir ont aura sera seront ainsi comme si plus entre sous contre lui eux meme',
  en: 'the a an of to in is and that was for on by with at from be are were has have had it this as his her its or he she they not but after been who will their which would about into than no if did does do i you we my your our s t me him them what when how there so just can re ve ll don',
  es: 'el la los las un una unos unas de del a al en y e o u que se su sus por para con sin es son ser fue ha han no lo le les como mas este esta estos estas ese esa me mi te tu nos si pero ya',
};

const CONCEPTS = new Map<string, ReadonlyMap<string, string>>();
const FILLER = new Map<string, ReadonlySet<string>>();

function learn(): void {
  const rows = ROWS.trim()
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.split(' ')));
  LANGUAGES.forEach((language, column) => {
    FILLER.set(language, new Set((FILLERS[language] ?? '').split(' ')));
    const concepts = new Map<string, string>();
    rows.forEach((row, at) => {
      for (const word of row[column] ?? []) if (word && !concepts.has(word)) concepts.set(word, `#${at}`);
    });
    CONCEPTS.set(language, concepts);
  });
}
learn();

/**
 * @param word folded, or as it sounds
 * @returns a name that the word's counterparts in the other languages share; nothing where the lexicon has none
 */
export const conceptOf = (word: string, language: string): string | undefined =>
  CONCEPTS.get(language)?.get(word);

/** @param word folded */
export const isFiller = (word: string, language: string): boolean => FILLER.get(language)?.has(word) ?? false;
