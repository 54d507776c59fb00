import { mainCode } from './airport-codes.ts';

/**
 * Cities with several airports, by their IATA metropolitan code: a traveller may be moved between
 * the airports of one (RULES §1).
 */
export const metropolitanAreas: Readonly<Record<string, readonly string[]>> = {
  ANK: ['ESB', 'ANK'],
  BER: ['BER', 'SXF', 'TXL'],
  BFS: ['BFS', 'BHD'],
  BHZ: ['CNF', 'PLU'],
  BJS: ['PEK', 'PKX', 'NAY'],
  BKK: ['BKK', 'DMK'],
  BRU: ['BRU', 'CRL'],
  BUE: ['EZE', 'AEP', 'EPA'],
  BUH: ['OTP', 'BBU'],
  CHI: ['ORD', 'MDW'],
  CTU: ['CTU', 'TFU'],
  DFW: ['DFW', 'DAL'],
  DKR: ['DSS', 'DKR'],
  DTT: ['DTW', 'YIP'],
  DXB: ['DXB', 'DWC'],
  GLA: ['GLA', 'PIK'],
  GOA: ['GOI', 'GOX'],
  HOU: ['IAH', 'HOU'],
  IEV: ['KBP', 'IEV'],
  IST: ['IST', 'SAW', 'ISL'],
  JKT: ['CGK', 'HLP'],
  JNB: ['JNB', 'HLA'],
  JOG: ['YIA', 'JOG'],
  LON: ['LHR', 'LGW', 'STN', 'LTN', 'LCY', 'SEN'],
  LAX: ['LAX', 'BUR', 'LGB', 'SNA', 'ONT'],
  MDE: ['MDE', 'EOH'],
  MEL: ['MEL', 'AVV'],
  MEX: ['MEX', 'NLU', 'TLC'],
  MIA: ['MIA', 'FLL'],
  MIL: ['MXP', 'LIN', 'BGY'],
  MOW: ['SVO', 'DME', 'VKO', 'ZIA'],
  NGO: ['NGO', 'NKM'],
  NYC: ['JFK', 'LGA', 'EWR', 'SWF', 'HPN', 'ISP'],
  OSA: ['KIX', 'ITM', 'UKB'],
  OSL: ['OSL', 'TRF'],
  PNH: ['PNH', 'KTI'],
  PAR: ['CDG', 'ORY', 'BVA'],
  REK: ['KEF', 'RKV'],
  RIO: ['GIG', 'SDU'],
  ROM: ['FCO', 'CIA'],
  SAO: ['GRU', 'CGH', 'VCP'],
  SDQ: ['SDQ', 'JBQ'],
  SEL: ['ICN', 'GMP'],
  SFO: ['SFO', 'OAK', 'SJC'],
  SHA: ['PVG', 'SHA'],
  SPK: ['CTS', 'OKD'],
  SLU: ['UVF', 'SLU'],
  STO: ['ARN', 'BMA', 'NYO', 'VST'],
  SYD: ['SYD', 'WSI'],
  TCI: ['TFN', 'TFS'],
  THR: ['IKA', 'THR'],
  TPE: ['TPE', 'TSA'],
  TYO: ['HND', 'NRT'],
  WAS: ['DCA', 'IAD', 'BWI'],
  YTO: ['YYZ', 'YTZ'],
  YMQ: ['YUL', 'YHU'],
};

const areaOf = new Map(
  Object.entries(metropolitanAreas).flatMap(([area, members]) =>
    members.map((iata) => [iata, area] as const),
  ),
);

/** The code of the city that an airport serves: `LON` for LHR, `CPH` for CPH. */
export const cityCode = (iata: string): string => areaOf.get(iata) ?? mainCode(iata);

/** Whether two airports serve one city, such as EZE and AEP; every airport serves its own. */
export const sameCity = (a: string, b: string): boolean => cityCode(a) === cityCode(b);
