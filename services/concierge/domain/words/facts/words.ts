/** What the skills say in one language; `*bold*` and line breaks are all the formatting there is. */
export interface FactWords {
  /** A label before a time, as the others of a flight. */
  readonly duration: string;
  readonly airport: string;
  readonly noTerminal: string;
  readonly notYetLanded: string;
  timeUntil(left: string): string;
  readonly hasLeft: string;
  /** `lead`: how long before the departure. */
  beAtAirport(moment: string, lead: string): string;
  readonly leaveInTime: string;
  yourFlight(flight: string, from: string, to: string): string;
  /** A flight that is named is none of theirs; `own`: those that are. */
  notYours(flight: string, own: string, agency: string): string;
  readonly return: string;
  onlyReturnDate(date: string, agency: string): string;
  readonly flights: string;
  readonly isCancelled: string;
  readonly connection: {
    readonly none: string;
    next(flight: string, departure: string): string;
    /** Time between the flights, and what is needed. */
    possible(margin: string, minimum: string): string;
    atRisk(margin: string, minimum: string): string;
    readonly missed: string;
  };
  readonly map: string;
  transferAt(when: string, place: string): string;
  readonly transferContact: string;
  readonly travellers: string;
  openingHours(place: string, hours: string): string;
  placeAt(place: string, address: string): string;
  baggage(included: string): string;
  seat(seat: string): string;
  checkIn(link: string): string;
  checkInOpens(when: string): string;
  agencyHours(agency: string, hours: string): string;
  agencyPhone(agency: string, phone: string): string;
  emergencyPhone(agency: string, phone: string): string;
  localTime(clock: string, city: string): string;
  sameTime(city: string, home: string): string;
  ahead(city: string, home: string, difference: string): string;
  behind(city: string, home: string, difference: string): string;
  emergencyNumbers(country: string, numbers: string): string;
  /** `about`: what the last message was about; null: nothing was sent yet. */
  why(agency: string, about: string | null): string;
  readonly about: {
    readonly booking: string;
    readonly reminder: string;
    readonly time: string;
    readonly gate: string;
    readonly boarding: string;
    readonly cancelled: string;
    readonly diverted: string;
    readonly connection: string;
    readonly landing: string;
    readonly itinerary: string;
  };
  whoAreYou(agency: string): string;
  isBot(agency: string): string;
  readonly languages: string;
  readonly goodbye: string;
  readonly wishes: string;
  readonly sorry: string;
  arrived(city: string): string;
  readonly mood: string;
  /** What a traveller asks for by name and no agency keeps for them. */
  readonly papers: { readonly passport: string; readonly visa: string; readonly invoice: string };
}
