/**
 * Time zones by IATA code, each checked by hand, where both sources or the boundary data are wrong.
 * Airlines in Xinjiang publish Beijing time, so make-airports.ts gives all of China one zone.
 */
export const zoneCorrections: Readonly<Record<string, string>> = {
  BBA: 'America/Coyhaique',
  PNT: 'America/Punta_Arenas',
  CUU: 'America/Chihuahua',
  CJS: 'America/Ciudad_Juarez',
  FEN: 'America/Noronha',
  UUS: 'Asia/Sakhalin',
  EKS: 'Asia/Sakhalin',
  DEE: 'Asia/Sakhalin',
  NGK: 'Asia/Sakhalin',
  OHH: 'Asia/Sakhalin',
  ZZO: 'Asia/Sakhalin',
  KDY: 'Asia/Khandyga',
  ERN: 'America/Eirunepe',
  GEI: 'Pacific/Bougainville',
  RMT: 'Pacific/Tahiti',
  SQG: 'Asia/Pontianak',
  TBM: 'Asia/Pontianak',
  KKM: 'Asia/Bangkok',
  SIP: 'Europe/Simferopol',
  // The Aysén region kept summer time in 2025, as Magallanes had before.
  CCH: 'America/Coyhaique',
  GXQ: 'America/Coyhaique',
  LGR: 'America/Coyhaique',
  WPA: 'America/Coyhaique',
  WPR: 'America/Punta_Arenas',
  WPU: 'America/Punta_Arenas',
};

/**
 * Zones that the tz database has merged into another one, which runtimes know under either name.
 * The Northwest Territories followed Alberta to -06 in 2026; runtimes learnt of Edmonton first.
 */
export const mergedZones: Readonly<Record<string, string>> = {
  'America/Inuvik': 'America/Edmonton',
  'America/Yellowknife': 'America/Edmonton',
  'America/Pangnirtung': 'America/Iqaluit',
  'America/Thunder_Bay': 'America/Toronto',
};

/** Airports whose name and position the source has wrong. */
export const airportCorrections: Readonly<
  Record<
    string,
    { readonly airport: string; readonly latitude?: number; readonly longitude?: number }
  >
> = {
  BSL: { airport: 'EuroAirport Basel-Mulhouse-Freiburg' },
  KTI: { airport: 'Techo International Airport', latitude: 11.3622, longitude: 104.9195 },
};

/** Further codes of one airport, whose row they share; see shared/domain/airport-codes.ts. */
export const furtherCodes: Readonly<Record<string, string>> = {
  MLH: 'BSL',
  EAP: 'BSL',
  FRU: 'BSZ',
  TSE: 'NQZ',
};

/**
 * Cities by IATA code as a traveller names them, where the source has the airport's suburb or a
 * spelling without accents.
 */
export const cityCorrections: Readonly<Record<string, string>> = {
  EZE: 'Buenos Aires',
  BSL: 'Basel',
  MLH: 'Mulhouse',
  EAP: 'Basel',
  KTI: 'Phnom Penh',
  FRU: 'Bishkek',
  TSE: 'Astana',
  COR: 'Córdoba',
  IGR: 'Puerto Iguazú',
  USH: 'Ushuaia',
  TUC: 'San Miguel de Tucumán',
  NQN: 'Neuquén',
  REL: 'Trelew',
  BRC: 'Bariloche',
  PDP: 'Punta del Este',
  GRU: 'São Paulo',
  CGH: 'São Paulo',
  GIG: 'Rio de Janeiro',
  SDU: 'Rio de Janeiro',
  BSB: 'Brasília',
  NAT: 'Natal',
  FLN: 'Florianópolis',
  IGU: 'Foz do Iguaçu',
  BEL: 'Belém',
  VIX: 'Vitória',
  GYN: 'Goiânia',
  CGB: 'Cuiabá',
  MCZ: 'Maceió',
  SLZ: 'São Luís',
  JPA: 'João Pessoa',
  XAP: 'Chapecó',
  BOG: 'Bogotá',
  MDE: 'Medellín',
  EOH: 'Medellín',
  ADZ: 'San Andrés',
  LPB: 'La Paz',
  VVI: 'Santa Cruz de la Sierra',
  IPC: 'Isla de Pascua',
  ASU: 'Asunción',
  CUN: 'Cancún',
  NLU: 'Mexico City',
  SJD: 'Los Cabos',
  BJX: 'León',
  QRO: 'Querétaro',
  SAL: 'San Salvador',
  SJO: 'San José',
  PTY: 'Panama City',
  SAP: 'San Pedro Sula',
  AUA: 'Aruba',
  CUR: 'Curaçao',
  EWR: 'New York',
  DFW: 'Dallas',
  YYZ: 'Toronto',
  YUL: 'Montreal',
  YVR: 'Vancouver',
  FRA: 'Frankfurt',
  ZRH: 'Zürich',
  IST: 'Istanbul',
  AGP: 'Málaga',
  PMI: 'Palma de Mallorca',
  TFS: 'Tenerife',
  TFN: 'Tenerife',
  LPA: 'Gran Canaria',
  VCE: 'Venice',
  NAP: 'Naples',
  FLR: 'Florence',
  BEG: 'Belgrade',
  BVA: 'Paris',
  CRL: 'Brussels',
  BGY: 'Milan',
  STN: 'London',
  LTN: 'London',
  SEN: 'London',
};
