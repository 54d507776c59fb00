import type { AgencySeed } from '#shared/domain/agency.ts';
import type { FiledDocument } from '#shared/domain/document.ts';
import type { DutyRoster } from '#shared/domain/duty-roster.ts';
import type { WholeIncident } from '#shared/domain/incident.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Itinerary } from '#shared/domain/itinerary.ts';
import type { KnowledgeEntry } from '#shared/domain/knowledge.ts';
import type { Place } from '#shared/domain/place.ts';
import type { Brake } from '#shared/domain/sending.ts';
import type { PlatformCeilings } from '#shared/domain/settings.ts';
import type { StaffMember } from '#shared/domain/staff.ts';
import type { SoldPlan } from '#shared/domain/stay-plan.ts';
import type { Consent, Trip } from '#shared/domain/trip.ts';
import type { AgencyQuestion } from '#shared/domain/which-agency.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { TimerKind } from '#shared/events/timers.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { InboundMessage } from '#shared/ports/trip-desk.ts';
import type {
  ActorRow,
  Arrivals,
  AttemptRow,
  ContactRow,
  ConversationRow,
  DecisionRow,
  DutyAlertRow,
  DutyCallRow,
  EffectRow,
  FlightRow,
  GroupRow,
  IncidentRow,
  JourneyRow,
  LegRow,
  PassengerRow,
  PlaceGapRow,
  QuarantineRow,
  StoredTask,
  StoredTimer,
  TripPassengerRow,
} from './rows.ts';

const addTo = <K, V>(index: Map<K, Set<V>>, key: K, value: V): void => {
  const values = index.get(key);
  if (values) values.add(value);
  else index.set(key, new Set([value]));
};

const isActive = (row: EffectRow): boolean =>
  row.status === 'PENDING' || row.status === 'SENDING' || row.status === 'UNKNOWN';

/**
 * The recipient of a message: one sender and one phone, to which at most one message is under way.
 */
export const recipientKey = (row: Pick<EffectRow, 'from' | 'to'>): string =>
  `${row.from}|${row.to}`;

/**
 * The rows of the in-memory store and their indexes, without any rules. All methods are
 * synchronous, so that a store call is one transaction.
 */
export class Tables {
  readonly ids: Ids;
  readonly agencies = new Map<string, AgencySeed>();
  ceilings: PlatformCeilings | null = null;
  readonly trips = new Map<string, Trip>();
  /** By trip: when it was last edited to another flight or time. */
  readonly rebookedAt = new Map<string, Instant>();
  readonly effects = new Map<string, EffectRow>();
  /** Ids of PENDING, SENDING and UNKNOWN effects. */
  readonly activeEffects = new Set<string>();
  readonly effectByKey = new Map<string, string>();
  /** Number of tries so far, for `tryOrder`. */
  tries = 0;
  /** By message and fence; only ever added to. */
  readonly attempts = new Map<string, AttemptRow>();
  readonly tasks = new Map<string, StoredTask>();
  readonly incidents = new Map<string, IncidentRow>();
  readonly incidentOfTask = new Map<string, string>();
  /** By incident and member. */
  readonly dutyAlerts = new Map<string, DutyAlertRow>();
  /** By the key of the call. */
  readonly dutyCalls = new Map<string, DutyCallRow>();
  /** By agency: who may be on duty, in the order of joining. */
  readonly members = new Map<string, readonly StaffMember[]>();
  /** By agency. */
  readonly rosters = new Map<string, DutyRoster>();
  readonly incidentNotes = new Map<string, WholeIncident['notes']>();
  readonly decisions: DecisionRow[] = [];
  readonly flights = new Map<string, FlightRow>();
  readonly conversations = new Map<string, ConversationRow>();
  /** By contact, in the order in which they were recorded. */
  readonly consents = new Map<string, readonly Consent[]>();
  /** By contact: when a test message was last asked for. */
  readonly testedAt = new Map<string, Instant>();
  /** By recipient key: whether the traveller is opted out, since when, and by which agency. */
  readonly suppressions = new Map<
    string,
    { readonly optedOut: boolean; readonly at: Instant; readonly agencyId: string }
  >();
  /** By recipient key: which of the agencies of a number a traveller means, and what waits. */
  readonly agencyQuestions = new Map<
    string,
    AgencyQuestion & { readonly held: readonly InboundMessage[] }
  >();
  /** In the order they were filed. */
  readonly documents = new Map<string, FiledDocument>();
  /** By agency and phone: when its person was erased. */
  readonly erasures = new Map<string, Instant>();
  readonly forgottenTrips = new Set<string>();
  /** By path: whose file it is, when it is to go, and until when it may be put once more. */
  readonly filesToRemove = new Map<
    string,
    { readonly agencyId: string; readonly since: Instant; readonly until: Instant | null }
  >();
  /** By agency and flight: since when the agency follows it. */
  readonly followedFlights = new Map<string, Instant>();
  readonly inbox = new Set<string>();
  /** Provider ids of everything travellers wrote. */
  readonly inboundIds = new Map<string, string>();
  readonly quarantined: QuarantineRow[] = [];
  readonly journeys = new Map<string, JourneyRow>();
  /** By journey and flight key. */
  readonly legs = new Map<string, LegRow>();
  /** By agency and name. */
  readonly groups = new Map<string, GroupRow>();
  readonly passengers = new Map<string, PassengerRow>();
  /** By trip, in the order in which they joined; those who left too. */
  readonly passengersOfTrip = new Map<string, readonly TripPassengerRow[]>();
  readonly places = new Map<string, { readonly agencyId: string; readonly place: Place }>();
  readonly knowledge = new Map<
    string,
    { readonly agencyId: string; readonly entry: KnowledgeEntry }
  >();
  /** By journey and stay, oldest version first. */
  readonly itineraries = new Map<string, Map<string, readonly Itinerary[]>>();
  /** By journey and stay; a null plan was removed. */
  readonly plans = new Map<
    string,
    Map<
      string,
      { readonly revision: number; readonly plan: SoldPlan | null; readonly updatedAt: Instant }
    >
  >();
  /** By agency and city. */
  readonly placeGaps = new Map<string, Map<string, PlaceGapRow>>();
  /** Cost in millionths of a dollar, by agency and month. */
  readonly modelSpend = new Map<string, number>();
  /** By agency, scope and subject; the operator's belongs to no agency. */
  readonly brakes = new Map<string, { readonly agencyId: string | null; readonly brake: Brake }>();
  readonly rates = new Map<string, Arrivals>();
  readonly unpublished = new Map<
    string,
    { readonly event: AnyEvent; readonly emittedAt: Instant }
  >();
  /** By event: when a relay last leased it. */
  readonly leasedAt = new Map<string, Instant>();
  readonly #actors = new Map<string, ActorRow>();
  readonly #timers = new Map<string, StoredTimer>();
  readonly #effectsOfTrip = new Map<string, Set<string>>();
  readonly #effectsToRecipient = new Map<string, Set<string>>();
  readonly #effectsOfPhone = new Map<string, Set<string>>();
  readonly #tasksOfTrip = new Map<string, Set<string>>();
  readonly #decisionsOfTrip = new Map<string, DecisionRow[]>();
  readonly #tripsOfFlight = new Map<string, Set<string>>();
  readonly #tripsOfPhone = new Map<string, Set<string>>();
  readonly #tripsOfContact = new Map<string, Set<string>>();
  readonly #tripsOfJourney = new Map<string, Set<string>>();
  readonly #contacts = new Map<string, ContactRow>();
  readonly #contactOfPhone = new Map<string, string>();

  constructor(ids: Ids) {
    this.ids = ids;
  }

  actor(agent: AgentName, actorId: string): ActorRow | undefined {
    return this.#actors.get(`${agent}|${actorId}`);
  }

  putActor(agent: AgentName, actorId: string, row: ActorRow): void {
    this.#actors.set(`${agent}|${actorId}`, row);
  }

  actors(): Iterable<ActorRow> {
    return this.#actors.values();
  }

  timer(agent: AgentName, actorId: string, kind: TimerKind): StoredTimer | undefined {
    return this.#timers.get(`${agent}|${actorId}|${kind}`);
  }

  putTimer(row: StoredTimer): void {
    this.#timers.set(`${row.agent}|${row.actorId}|${row.kind}`, row);
  }

  timers(): Iterable<StoredTimer> {
    return this.#timers.values();
  }

  putTrip(trip: Trip): void {
    const before = this.trips.get(trip.id);
    if (before && before.flightKey !== trip.flightKey)
      this.#tripsOfFlight.get(before.flightKey)?.delete(trip.id);
    if (before && before.whatsapp !== trip.whatsapp)
      this.#tripsOfPhone.get(`${before.agencyId}|${before.whatsapp}`)?.delete(trip.id);
    this.trips.set(trip.id, trip);
    addTo(this.#tripsOfFlight, trip.flightKey, trip.id);
    if (trip.whatsapp !== null)
      addTo(this.#tripsOfPhone, `${trip.agencyId}|${trip.whatsapp}`, trip.id);
    if (before && before.contactId !== trip.contactId)
      this.#tripsOfContact.get(before.contactId)?.delete(trip.id);
    addTo(this.#tripsOfContact, trip.contactId, trip.id);
    if (before && before.journeyId !== trip.journeyId)
      this.#tripsOfJourney.get(before.journeyId)?.delete(trip.id);
    addTo(this.#tripsOfJourney, trip.journeyId, trip.id);
  }

  /** Trips of a journey, those that were withdrawn too. */
  tripsOfJourney(journeyId: string): Trip[] {
    return this.#rows(this.trips, this.#tripsOfJourney.get(journeyId));
  }

  /** Trips that are not withdrawn. */
  followers(flightKey: string): readonly Trip[] {
    return this.#rows(this.trips, this.#tripsOfFlight.get(flightKey)).filter(
      (trip) => trip.status !== 'withdrawn',
    );
  }

  /** Trips of a phone with an agency that are not withdrawn. */
  tripsOfPhone(agencyId: string, phone: string): readonly Trip[] {
    return this.#rows(this.trips, this.#tripsOfPhone.get(`${agencyId}|${phone}`)).filter(
      (trip) => trip.status !== 'withdrawn',
    );
  }

  /** Trips of a phone that the agency has withdrawn. */
  withdrawnTripsOfPhone(agencyId: string, phone: string): readonly Trip[] {
    return this.#rows(this.trips, this.#tripsOfPhone.get(`${agencyId}|${phone}`)).filter(
      (trip) => trip.status === 'withdrawn',
    );
  }

  contact(id: string): ContactRow | undefined {
    return this.#contacts.get(id);
  }

  contactOfPhone(agencyId: string, phone: string): ContactRow | undefined {
    return this.#contacts.get(this.#contactOfPhone.get(`${agencyId}|${phone}`) ?? '');
  }

  putContact(contact: ContactRow): void {
    const before = this.#contacts.get(contact.id);
    if (before && before.phone !== contact.phone) {
      this.#contactOfPhone.delete(`${before.agencyId}|${before.phone}`);
      this.testedAt.delete(contact.id);
    }
    this.#contacts.set(contact.id, contact);
    if (contact.phone !== null)
      this.#contactOfPhone.set(`${contact.agencyId}|${contact.phone}`, contact.id);
  }

  removeContact(id: string): void {
    const contact = this.#contacts.get(id);
    this.#contacts.delete(id);
    this.consents.delete(id);
    if (contact) this.#contactOfPhone.delete(`${contact.agencyId}|${contact.phone}`);
  }

  contacts(): Iterable<ContactRow> {
    return this.#contacts.values();
  }

  everyTripOfContact(contactId: string): readonly Trip[] {
    return this.#rows(this.trips, this.#tripsOfContact.get(contactId));
  }

  /** Trips of a contact that are not withdrawn. */
  tripsOfContact(contactId: string): readonly Trip[] {
    return this.everyTripOfContact(contactId).filter(({ status }) => status !== 'withdrawn');
  }

  putEffect(row: EffectRow): void {
    this.effects.set(row.id, row);
    this.effectByKey.set(row.key, row.id);
    if (isActive(row)) this.activeEffects.add(row.id);
    else this.activeEffects.delete(row.id);
    if (row.tripId !== null) addTo(this.#effectsOfTrip, row.tripId, row.id);
    addTo(this.#effectsToRecipient, recipientKey(row), row.id);
    addTo(this.#effectsOfPhone, `${row.agencyId}|${row.to}`, row.id);
  }

  /** Effects of a trip, in the order in which they were first entered. */
  effectsOfTrip(tripId: string): readonly EffectRow[] {
    return this.#rows(this.effects, this.#effectsOfTrip.get(tripId));
  }

  /** Effects of an agency to a phone, from any of its numbers. */
  effectsTo(agencyId: string, phone: string): readonly EffectRow[] {
    return this.#rows(this.effects, this.#effectsOfPhone.get(`${agencyId}|${phone}`)).filter(
      (row) => row.to === phone,
    );
  }

  effectsToRecipient(recipient: string): readonly EffectRow[] {
    return this.#rows(this.effects, this.#effectsToRecipient.get(recipient)).filter(
      (row) => recipientKey(row) === recipient,
    );
  }

  putTask(task: StoredTask): void {
    const before = this.tasks.get(task.id);
    this.tasks.set(task.id, task);
    if (task.tripId !== null) addTo(this.#tasksOfTrip, task.tripId, task.id);
    this.taskWritten(before, task);
  }
  /** What follows from a task; set by the store. */
  taskWritten: (before: StoredTask | undefined, after: StoredTask) => void = () => undefined;

  tasksOfTrip(tripId: string): readonly StoredTask[] {
    return this.#rows(this.tasks, this.#tasksOfTrip.get(tripId));
  }

  addDecision(row: DecisionRow): void {
    this.decisions.push(row);
    if (row.tripId === null) return;
    const rows = this.#decisionsOfTrip.get(row.tripId);
    if (rows) rows.push(row);
    else this.#decisionsOfTrip.set(row.tripId, [row]);
  }

  decisionsOfTrip(tripId: string): readonly DecisionRow[] {
    return this.#decisionsOfTrip.get(tripId) ?? [];
  }

  /** Whether a phone has opted out of a number, whichever agency sends from it. */
  isOptedOut(sender: string, phone: string): boolean {
    return this.suppressions.get(recipientKey({ from: sender, to: phone }))?.optedOut ?? false;
  }

  conversation(
    agency: Pick<AgencySeed, 'id' | 'sender'>,
    phone: string,
  ): ConversationRow | undefined {
    return this.conversations.get(`${agency.id}|${agency.sender}|${phone}`);
  }

  putConversation(row: ConversationRow): void {
    this.conversations.set(`${row.agencyId}|${row.sender}|${row.phone}`, row);
    this.#conversationsById.set(row.id, `${row.agencyId}|${row.sender}|${row.phone}`);
  }
  removeConversation(id: string): void {
    this.conversations.delete(this.#conversationsById.get(id) ?? '');
    this.#conversationsById.delete(id);
  }
  readonly #conversationsById = new Map<string, string>();

  /** Conversations of a phone with an agency, on any of its numbers. */
  conversationsOf(agencyId: string, phone: string): readonly ConversationRow[] {
    return [...this.conversations.values()].filter(
      (row) => row.agencyId === agencyId && row.phone === phone,
    );
  }

  conversationById(id: string): ConversationRow | undefined {
    const key = this.#conversationsById.get(id);
    return key === undefined ? undefined : this.conversations.get(key);
  }

  /** Puts an event into the outbox, once by its id, even after it was published. */
  emit(event: AnyEvent, at: Instant = event.time): void {
    if (this.#emitted.has(event.id)) return;
    this.#emitted.add(event.id);
    this.unpublished.set(event.id, { event, emittedAt: at });
  }
  readonly #emitted = new Set<string>();

  #rows<V>(rows: ReadonlyMap<string, V>, ids: ReadonlySet<string> | undefined): V[] {
    const matches: V[] = [];
    for (const id of ids ?? []) {
      const row = rows.get(id);
      if (row !== undefined) matches.push(row);
    }
    return matches;
  }
}
