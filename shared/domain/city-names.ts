import { airport } from './airports.ts';
import type { Language } from './trip.ts';

/** The city an airport is for, where the table has the village it stands in. */
const servedCity: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ACE: 'Lanzarote',
    BEY: 'Beirut',
    BSL: 'Basel',
    BVC: 'Boa Vista',
    CEB: 'Cebu',
    CHQ: 'Chania',
    CIA: 'Rome',
    CTS: 'Sapporo',
    DSS: 'Dakar',
    DWC: 'Dubai',
    EAP: 'Basel',
    EAS: 'San Sebastián',
    EPA: 'Buenos Aires',
    FRS: 'Flores',
    GMZ: 'La Gomera',
    GOI: 'Goa',
    GOX: 'Goa',
    GPS: 'Galápagos',
    GUM: 'Guam',
    HSK: 'Huesca',
    IPC: 'Easter Island',
    JRO: 'Kilimanjaro',
    KTI: 'Phnom Penh',
    LCG: 'A Coruña',
    MFM: 'Macau',
    MLA: 'Malta',
    MLH: 'Basel',
    NGO: 'Nagoya',
    NOC: 'Knock',
    NTL: 'Newcastle',
    OVD: 'Oviedo',
    PQC: 'Phu Quoc',
    PTP: 'Pointe-à-Pitre',
    RAR: 'Rarotonga',
    SID: 'Sal',
    SPC: 'La Palma',
    TER: 'Terceira',
    TFU: 'Chengdu',
    TSA: 'Taipei',
    UVF: 'Saint Lucia',
    VDE: 'El Hierro',
    VIT: 'Vitoria',
    XIY: "Xi'an",
    ZCO: 'Temuco',
    ZNZ: 'Zanzibar',
  }),
);

/**
 * Names of cities in our languages, a line each: what the table calls it, then English, Spanish and
 * Portuguese; what is empty is as in the table.
 */
const lines = `
Abu Dhabi||Abu Dabi|Abu Dhabi
Addis Ababa||Adís Abeba|Adis Abeba
Ajaccio/Napoleon Bonaparte|Ajaccio|Ajaccio|Ajaccio
Alava|Vitoria|Vitoria|Vitoria
Algiers||Argel|Argel
Alicante||Alicante|Alicante
Almaty||Almatý|Almaty
Almeria|Almería|Almería|Almería
Amman||Amán|Amã
Amsterdam||Ámsterdam|Amsterdã
Ankara||Ankara|Ancara
Antananarivo||Antananarivo|Antananarivo
Antwerp||Amberes|Antuérpia
Aruba||Aruba|Aruba
Astana||Astaná|Astana
Athens||Atenas|Atenas
Baghdad||Bagdad|Bagdá
Bahia Blanca|Bahía Blanca|Bahía Blanca|Bahía Blanca
Baku||Bakú|Baku
Bale/Mulhouse|Basel|Basilea|Basileia
Baltra|Galápagos|Galápagos|Galápagos
Bangalore||Bangalore|Bangalore
Bangkok||Bangkok|Bangkok
Barcelona||Barcelona|Barcelona
Basel||Basilea|Basileia
Basrah|Basra|Basora|Basra
Bastia/Poretta|Bastia|Bastia|Bastia
Beijing||Pekín|Pequim
Beirut||Beirut|Beirute
Belgrade||Belgrado|Belgrado
Belize City||Ciudad de Belice|Cidade de Belize
Berlin||Berlín|Berlim
Bern||Berna|Berna
Biarritz/Anglet/Bayonne|Biarritz|Biarritz|Biarritz
Bologna||Bolonia|Bolonha
Bordeaux/Merignac|Bordeaux|Burdeos|Bordéus
Brasília||Brasilia|Brasília
Bremen||Bremen|Bremen
Brussels||Bruselas|Bruxelas
Bucharest||Bucarest|Bucareste
Budapest||Budapest|Budapeste
Busan||Busan|Busan
Cagliari||Cagliari|Cagliari
Cairo||El Cairo|Cairo
Canberra||Camberra|Camberra
Cape Town||Ciudad del Cabo|Cidade do Cabo
Caxias Do Sul|Caxias do Sul|Caxias do Sul|Caxias do Sul
Chania||La Canea|Chania
Chitose / Tomakomai|Sapporo|Sapporo|Sapporo
Cochin|Kochi|Cochín|Cochim
Cologne||Colonia|Colônia
Concepcion|Concepción|Concepción|Concepción
Copenhagen||Copenhague|Copenhague
Cordoba|Córdoba|Córdoba|Córdoba
Cucuta|Cúcuta|Cúcuta|Cúcuta
Culiacan|Culiacán|Culiacán|Culiacán
Culleredo|A Coruña|A Coruña|A Coruña
Curaçao||Curazao|Curaçao
Dakar||Dakar|Dacar
Damascus||Damasco|Damasco
Dar es Salaam||Dar es-Salam|Dar es Salaam
Denpasar-Bali Island|Bali|Bali|Bali
Djerba||Yerba|Djerba
Doha||Doha|Doha
Dresden||Dresde|Dresden
Dubai||Dubái|Dubai
Dublin||Dublín|Dublin
Dubrovnik||Dubrovnik|Dubrovnik
Dusseldorf|Düsseldorf|Düsseldorf|Düsseldorf
Easter Island||Isla de Pascua|Ilha de Páscoa
Edinburgh||Edimburgo|Edimburgo
El Hierro Island|El Hierro|El Hierro|El Hierro
Fernando De Noronha|Fernando de Noronha|Fernando de Noronha|Fernando de Noronha
Fes|Fez|Fez|Fez
Florence||Florencia|Florença
Frankfurt||Fráncfort|Frankfurt
Freire|Temuco|Temuco|Temuco
Fuerteventura Island|Fuerteventura|Fuerteventura|Fuerteventura
Gdańsk||Gdansk|Gdansk
Geneva||Ginebra|Genebra
Genova|Genoa|Génova|Gênova
Glasgow||Glasgow|Glasgow
Gothenburg||Gotemburgo|Gotemburgo
Guangzhou||Cantón|Cantão
Guatemala City||Ciudad de Guatemala|Cidade da Guatemala
Hamburg||Hamburgo|Hamburgo
Hannover|Hanover|Hannover|Hanôver
Hanoi||Hanói|Hanói
Havana||La Habana|Havana
Heraklion||Heraclión|Heraclião
Ho Chi Minh City||Ciudad Ho Chi Minh|Ho Chi Minh
Hondarribia|San Sebastián|San Sebastián|San Sebastián
Hong Kong||Hong Kong|Hong Kong
Honolulu||Honolulu|Honolulu
Ibiza||Ibiza|Ibiza
Ilheus|Ilhéus|Ilhéus|Ilhéus
Isla de Pascua|Easter Island|Isla de Pascua|Ilha de Páscoa
Islamabad||Islamabad|Islamabad
Istanbul||Estambul|Istambul
Izmir||Esmirna|Esmirna
Jakarta||Yakarta|Jacarta
Jeddah||Yeda|Jidá
Jeju City|Jeju|Jeju|Jeju
Jerez de la Forntera|Jerez de la Frontera|Jerez de la Frontera|Jerez de la Frontera
Johannesburg||Johannesburgo|Joanesburgo
Juazeiro Do Norte|Juazeiro do Norte|Juazeiro do Norte|Juazeiro do Norte
Kabul||Kabul|Cabul
Kaohsiung City|Kaohsiung|Kaohsiung|Kaohsiung
Karachi||Karachi|Karachi
Kathmandu||Katmandú|Catmandu
Kerkyra Island|Corfu|Corfú|Corfu
Kiembi Samaki|Zanzibar|Zanzíbar|Zanzibar
Klagenfurt am Worthersee|Klagenfurt|Klagenfurt|Klagenfurt
Kolkata||Calcuta|Calcutá
Kos Island|Kos|Kos|Kos
Kraków||Cracovia|Cracóvia
Krong Ta Khmau|Phnom Penh|Nom Pen|Phnom Penh
Kuwait City||Kuwait|Kuwait
Kyiv||Kiev|Kiev
La Gomera||La Gomera|La Gomera
La Palma||La Palma|La Palma
La Serena-Coquimbo|La Serena|La Serena|La Serena
Lajes|Terceira|Terceira|Terceira
Lanzarote Island|Lanzarote|Lanzarote|Lanzarote
Lapu-Lapu City|Cebu|Cebú|Cebu
Larnaca||Lárnaca|Lárnaca
Leipzig||Leipzig|Leipzig
Leon|León|León|León
Liege|Liège|Lieja|Liège
Lille/Lesquin|Lille|Lille|Lille
Lisbon||Lisboa|Lisboa
Liverpool||Liverpool|Liverpool
Ljubljana||Liubliana|Liubliana
Logrono|Logroño|Logroño|Logroño
London||Londres|Londres
Luqa|Malta|Malta|Malta
Luxembourg||Luxemburgo|Luxemburgo
Luxor||Luxor|Luxor
Lviv||Leópolis|Lviv
Macapa|Macapá|Macapá|Macapá
Macau||Macao|Macau
Mahe Island|Mahé|Mahé|Mahé
Malé||Malé|Malé
Manila||Manila|Manila
Maringa|Maringá|Maringá|Maringá
Marrakech||Marrakech|Marrakech
Marseille||Marsella|Marselha
Mazatlan|Mazatlán|Mazatlán|Mazatlán
Medina||Medina|Medina
Menorca Island|Menorca|Menorca|Menorca
Merida|Mérida|Mérida|Mérida
Mexico City||Ciudad de México|Cidade do México
Milan||Milán|Milão
Minneapolis||Mineápolis|Minneapolis
Montpellier/Mediterranee|Montpellier|Montpellier|Montpellier
Montreal||Montreal|Montreal
Moscow||Moscú|Moscou
Mumbai||Bombay|Mumbai
Munich||Múnich|Munique
Muscat||Mascate|Mascate
Mykonos Island|Mykonos|Miconos|Mykonos
Na Thon (Ko Samui Island)|Koh Samui|Ko Samui|Koh Samui
Nairobi||Nairobi|Nairóbi
Nanjing||Nankín|Nanquim
Naples||Nápoles|Nápoles
New Delhi||Nueva Delhi|Nova Délhi
New Orleans||Nueva Orleans|Nova Orleans
New York||Nueva York|Nova York
Nice||Niza|Nice
Noumea|Nouméa|Numea|Numeá
Nuremberg||Núremberg|Nuremberg
Osaka||Osaka|Osaka
Palma de Mallorca||Palma de Mallorca|Palma de Maiorca
Panama City||Ciudad de Panamá|Cidade do Panamá
Paphos||Pafos|Pafos
Paris||París|Paris
Perpignan/Rivesaltes|Perpignan|Perpiñán|Perpignan
Philadelphia||Filadelfia|Filadélfia
Phnom Penh||Nom Pen|Phnom Penh
Pisa||Pisa|Pisa
Podgorica||Podgorica|Podgorica
Pointe-a-Pitre Le Raizet|Pointe-à-Pitre|Pointe-à-Pitre|Pointe-à-Pitre
Port of Spain||Puerto España|Porto Espanha
Port-au-Prince||Puerto Príncipe|Porto Príncipe
Porto||Oporto|Porto
Poznań||Poznan|Poznan
Prague||Praga|Praga
Quebec City||Quebec|Quebec
Quijarro|Puerto Quijarro|Puerto Quijarro|Puerto Quijarro
Rabil|Boa Vista|Boa Vista|Boa Vista
Raleigh/Durham|Raleigh|Raleigh|Raleigh
Ranon|Oviedo|Oviedo|Oviedo
Reggio Calabria||Regio de Calabria|Reggio Calabria
Reykjavik||Reikiavik|Reykjavik
Ribeirao Preto|Ribeirão Preto|Ribeirão Preto|Ribeirão Preto
Rio Gallegos|Río Gallegos|Río Gallegos|Río Gallegos
Rio Grande|Río Grande|Río Grande|Río Grande
Rio de Janeiro||Río de Janeiro|Rio de Janeiro
Riyadh||Riad|Riade
Roatan Island|Roatán|Roatán|Roatán
Rodes Island|Rhodes|Rodas|Rodes
Roma|Rome|Roma|Roma
Rome||Roma|Roma
Rotterdam||Róterdam|Roterdã
Saint Lucia||Santa Lucía|Santa Lúcia
Saint Martin|St Maarten|San Martín|São Martinho
Saint Petersburg||San Petersburgo|São Petersburgo
Salzburg||Salzburgo|Salzburgo
Samarkand||Samarcanda|Samarcanda
San Luis Potosi|San Luis Potosí|San Luis Potosí|San Luis Potosí
Santarem|Santarém|Santarém|Santarém
Santorini Island|Santorini|Santorini|Santorini
Sao Jose Do Rio Preto|São José do Rio Preto|São José do Rio Preto|São José do Rio Preto
Sao Tome|São Tomé|Santo Tomé|São Tomé
Seoul||Seúl|Seul
Sevilla|Seville|Sevilla|Sevilha
Shanghai||Shanghái|Xangai
Sharjah||Sharjah|Sharjah
Sharm el-Sheikh||Sharm el-Sheij|Sharm el-Sheikh
Singapore||Singapur|Singapura
Skopje||Skopie|Escópia
Sofia||Sofía|Sófia
Souda|Chania|La Canea|Chania
St Denis|Saint-Denis|Saint-Denis|Saint-Denis
St Louis||San Luis|St. Louis
St. Petersburg||San Petersburgo|São Petersburgo
Sta Cruz de la Palma|La Palma|La Palma|La Palma
Stockholm||Estocolmo|Estocolmo
Strasbourg||Estrasburgo|Estrasburgo
Stuttgart||Stuttgart|Stuttgart
Sydney||Sídney|Sydney
Taipei||Taipéi|Taipé
Tallinn||Tallin|Tallinn
Tangier||Tánger|Tânger
Tashkent||Taskent|Tashkent
Tbilisi||Tiflis|Tbilisi
Tehran||Teherán|Teerã
Tel Aviv||Tel Aviv|Tel Aviv
Thessaloniki||Tesalónica|Tessalônica
Tokoname|Nagoya|Nagoya|Nagoya
Tokyo||Tokio|Tóquio
Torino|Turin|Turín|Turim
Torreon|Torreón|Torreón|Torreón
Toulouse/Blagnac|Toulouse|Toulouse|Toulouse
Tripoli||Trípoli|Trípoli
Tunis||Túnez|Túnis
Uberlandia|Uberlândia|Uberlândia|Uberlândia
Ulan Bator||Ulán Bator|Ulan Bator
Urumqi||Urumchi|Urumqi
Valencia||Valencia|Valência
Venice||Venecia|Veneza
Victoria Falls||Cataratas Victoria|Cataratas Vitória
Viedma / Carmen de Patagones|Viedma|Viedma|Viedma
Vienna||Viena|Viena
Vieux Fort|Saint Lucia|Santa Lucía|Santa Lúcia
Vilnius||Vilna|Vilnius
Warsaw||Varsovia|Varsóvia
Windhoek||Windhoek|Windhoek
Wrocław||Breslavia|Breslávia
Xi'an||Xi’an|Xi’an
Yamparáez (Sucre)|Sucre|Sucre|Sucre
Yerevan||Ereván|Erevã
Yogyakarta, Java Island|Yogyakarta|Yogyakarta|Yogyakarta
Zagreb||Zagreb|Zagreb
Zakynthos Island|Zakynthos|Zante|Zakynthos
Zanzibar||Zanzíbar|Zanzibar
Zaragoza||Zaragoza|Saragoça
Zürich|Zurich|Zúrich|Zurique
`;

const names = new Map(
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [known = '', en = '', es = '', pt = ''] = line.split('|');
      return [known, { en: en || known, es: es || known, pt: pt || known }] as const;
    }),
);

/** The name of a city of the table in a language; one that is called the same everywhere is that. */
const translated = (city: string, language: Language): string =>
  names.get(city)?.[language] ?? city;

/**
 * The city of an airport in a language (RULES §1): by our own table, else as its flight record has
 * it; null: nobody knows.
 */
export const cityName = (
  iata: string,
  language: Language,
  fromRecord: string | null = null,
): string | null => {
  const city = servedCity.get(iata) ?? airport(iata)?.city ?? fromRecord;
  return city === null || city === '' ? null : translated(city, language);
};

/** All names that a city of the table has in our languages. */
export const namesOfCity = (city: string): readonly string[] => [
  ...new Set([city, ...Object.values(names.get(city) ?? {})]),
];
