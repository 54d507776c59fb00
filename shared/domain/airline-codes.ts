/**
 * IATA -> ICAO airline designators of carriers that fly scheduled passengers. Compiled for this
 * project from public knowledge of the codes (bare facts; no third-party table was copied), so it
 * carries the project's own licence. AeroAPI resolves an IATA ident ambiguously, the ICAO one not;
 * a carrier that is missing here is asked for by its IATA code.
 */
const table =
  'A3:AEE A5:HOP A9:TGZ AA:AAL AC:ACA AD:AZU AE:MDA AF:AFR AH:DAH AI:AIC AK:AXM AM:AMX AR:ARG AS:ASA AT:RAM AV:AVA AY:FIN AZ:ITY ' +
  'B2:BRU B3:BTN B6:JBU BA:BAW BC:SKY BF:FBU BG:BBC BI:RBA BJ:LBT BL:PIC BR:EVA BT:BTI BV:BPA BW:BWA BX:ABL BY:TOM ' +
  'CA:CCA CG:TOK CI:CAL CM:CMP CX:CPA CY:CYP CZ:CSN D7:XAX D8:NSZ DE:CFG DL:DAL DM:DWI DP:PBD DS:EZS DT:DTA DV:VSV DY:NOZ ' +
  'E4:ENT E9:EVE EB:PLM EC:EJU EI:EIN EK:UAE EN:DLA ET:ETH EW:EWG EY:ETD F3:FAD F8:FLE F9:FFT FA:SFR FB:LZB FD:AIQ FI:ICE FJ:FJI FM:CSH FO:FBZ FR:RYR FY:FFM FZ:FDB ' +
  'G3:GLO G4:AAY G8:GOW G9:ABY GA:GIA GF:GFA GK:JJP GL:GRL GP:RIV GQ:SEH H1:HHN H2:SKU HA:HAL HD:ADO HF:VRE HM:SEY HO:DKH HU:CHH HV:TRA HX:CRK HY:UZB HZ:SHU ' +
  'I2:IBS I5:IAD IA:IAW IB:IBE IE:SOL IG:ISS IR:IRA IT:TTW IX:AXB IZ:AIZ J2:AHY J9:JZR JA:JAT JD:CBJ JJ:TAM JL:JAL JQ:JST JT:LNI JU:ASL JX:SJX JY:IWY ' +
  'K6:KHV KA:HDA KC:KZR KE:KAL KK:KKK KL:KLM KM:KMM KQ:KQA KU:KAC KX:CAY LA:LAN LG:LGL LH:DLH LJ:JNA LM:LOG LO:LOT LP:LPE LS:EXS LU:LXP LX:SWR LY:ELY ' +
  'MD:MDG ME:MEA MF:CXA MH:MAS MK:MAU MM:APJ MN:CAW MP:MPH MS:MSR MT:TCX MU:CES MX:MXY N0:NBT N4:NWS NF:AVN NH:ANA NK:NKS NO:NOS NQ:AJX NT:IBB NX:AMU NZ:ANZ ' +
  'O6:ONE OA:OAL OB:BOV OD:MXD OG:FPY OJ:OLA OK:CSA OM:MGL OR:TFL OS:AUA OU:CTN OV:OMS OZ:AAR P4:APK P5:RPB PC:PGT PD:POE PF:PNW PG:BKP PK:PIA PQ:SQP PR:PAL PS:AUI PU:PUE PW:PRF PX:ANG PY:SLM PZ:LAP ' +
  'QF:QFA QG:CTV QH:BAV QP:AKJ QR:QTR QS:TVS QV:LAO QX:QXE QZ:AWQ R3:SYL R7:RSN RC:FLI RJ:RJA RO:ROT RS:ASV RX:RGE S4:RZO S7:SBI SA:SAA SB:ACI SC:CDG SG:SEJ SK:SAS SL:TLM SM:MSC SN:BEL SP:SAT SQ:SIA SS:CRL SU:AFL SV:SVA SY:SCX ' +
  'T0:TPU T3:EZE TB:JAF TC:ATC TF:BRX TG:THA TK:THY TL:ANO TN:THT TO:TVF TP:TAP TR:TGW TS:TSC TT:TGG TU:TAR TW:TWB TX:FWI ' +
  'U2:EZY U6:SVR UA:UAL UK:VTI UL:ALK UM:AZW UO:HKE UP:BHS UQ:CUH UT:UTA UU:REU UX:AEA V0:VCV V7:VOE VA:VOZ VB:VIV VE:EFY VF:TKJ VH:VVC VJ:VJC VL:LHX VN:HVN VS:VIR VT:VTA VX:VRD VY:VLG VZ:TVJ ' +
  'W3:ARA W4:WMT W6:WZZ W9:WUK WA:KLC WB:RWD WF:WIF WJ:JES WK:EDW WM:WIA WN:SWA WP:IAI WS:WJA WU:JDG WW:RWW WY:OMA X3:TUI XC:CAI XJ:TAX XK:CCM XL:LNE XP:CXP XQ:SXS XR:RXI XY:KNE ' +
  'Y4:VOI YN:CRQ YO:MCM YX:RPA Z2:APG Z8:AZN ZB:MON ZE:ESR ZH:CSZ ZL:RXA ZP:AZP ZT:AWC ' +
  '2D:DYA 2I:SRU 2Z:PTB 3K:JSA 3O:MAC 3U:CSC 4C:ARE 4M:LNM 4N:ANT 4O:AIJ 4U:GWI 4Y:OCN 5F:FIA 5J:CEB 5T:AKT 5U:TGU 5W:WAZ 5Z:KEM 6E:IGO 6H:ISR 7C:JJA 7F:FAB 7G:SFJ 7M:MYW 8M:MMA 8Q:DQA 9B:ACB 9C:CQH 9K:KAP 9R:NSE 9W:JAI';

const icaoOf: ReadonlyMap<string, string> = new Map(
  table.split(' ').map((pair) => [pair.slice(0, 2), pair.slice(3)]),
);

const iataOf: ReadonlyMap<string, string> = new Map(
  [...icaoOf].map(([iata, icao]) => [icao, iata]),
);

/** The airline and the number of a designator, without leading zeros; null where it is none. */
export const splitDesignator = (
  designator: string,
): readonly [airline: string, number: string] | null => {
  const [, airline, number] =
    /^([A-Z]{3}|[A-Z][A-Z0-9]|\d[A-Z])(?:0(?=\d))*(?!0\d)(\d+[A-Z]?)$/.exec(
      designator.toUpperCase(),
    ) ?? [];
  return airline && number ? [airline, number] : null;
};

/**
 * The ICAO form of a designator, `BA820` -> `BAW820`; as it stands where the airline is not in the
 * table or it is no designator.
 */
export const icaoDesignator = (designator: string): string => {
  const parts = splitDesignator(designator);
  return parts === null ? designator : `${icaoOf.get(parts[0]) ?? parts[0]}${parts[1]}`;
};

/**
 * The IATA form of a designator, `BAW820` -> `BA820`; null where the airline is not in the table or
 * it is no designator.
 */
export const iataDesignator = (designator: string): string | null => {
  const parts = splitDesignator(designator);
  if (parts === null) return null;
  const airline = parts[0].length === 2 ? parts[0] : iataOf.get(parts[0]);
  return airline === undefined ? null : `${airline}${parts[1]}`;
};

/**
 * The forms one flight number may appear in, without leading zeros: as given, and with the ICAO
 * code.
 */
export const codesOf = (designator: string): readonly string[] => {
  const parts = splitDesignator(designator);
  return parts === null ? [designator] : [parts.join(''), icaoDesignator(designator)];
};
