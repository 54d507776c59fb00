import type { Instant } from '#shared/domain/instant.ts';
import { removed } from '#shared/domain/redact.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { tripEndsAt } from '#shared/domain/trip-end.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import type { EraseRequest, EraseResult, PersonalData } from '#shared/ports/personal-data.ts';
import { sameName } from './identity.ts';
import { emitJourneyChanged } from './journey-events.ts';
import { withPeople } from './people.ts';
import { type ContactRow, type PassengerRow, type StoredTask, templateOf } from './rows.ts';
import type { Tables } from './tables.ts';
import { withdraw } from './trips.ts';

/** The numbers a contact has and had, without those that are another contact's now. */
const phonesOf = (tables: Tables, contact: ContactRow, trips: readonly Trip[]): string[] =>
  [
    ...new Set([
      contact.phone ?? '',
      ...trips.map(({ whatsapp }) => whatsapp ?? ''),
      ...trips.flatMap(({ id }) => tables.effectsOfTrip(id).map(({ to }) => to)),
    ]),
  ].filter((phone) => {
    const owner = tables.contactOfPhone(contact.agencyId, phone);
    return phone !== '' && (owner === undefined || owner.id === contact.id);
  });

/** Everything of a contact that an erasure takes. */
const findAll = (tables: Tables, contact: ContactRow) => {
  const trips = tables.everyTripOfContact(contact.id);
  const tripIds = new Set(trips.map(({ id }) => id));
  const journeyIds = [...new Set(trips.map(({ journeyId }) => journeyId))].sort();
  const isShared = (journeyId: string): boolean =>
    tables
      .tripsOfJourney(journeyId)
      .some(({ contactId }) => contactId !== contact.id && !isNobody(tables, contactId));
  const shared = journeyIds.filter(isShared);
  const emptied = journeyIds.filter((id) => !isShared(id));
  const isOnlyHere = (passengerId: string): boolean =>
    [...tables.passengersOfTrip].every(
      ([tripId, rows]) =>
        tripIds.has(tripId) || rows.every((row) => row.passengerId !== passengerId),
    );
  const passengers = [...tables.passengers.values()].filter(
    ({ id, name, callName, journeyId }) =>
      name !== removed &&
      (emptied.includes(journeyId) ||
        ([...tripIds].some((tripId) =>
          (tables.passengersOfTrip.get(tripId) ?? []).some((row) => row.passengerId === id),
        ) &&
          (sameName(name, contact.name) ||
            (callName !== '' && callName === contact.callName) ||
            isOnlyHere(id)))),
  );
  const phones = phonesOf(tables, contact, trips);
  const messages = [...tables.effects.values()].filter(
    ({ agencyId, tripId, to }) =>
      agencyId === contact.agencyId &&
      to !== '' &&
      ((tripId !== null && tripIds.has(tripId)) || phones.includes(to)),
  );
  const conversations = phones.flatMap((phone) => tables.conversationsOf(contact.agencyId, phone));
  return { trips, tripIds, shared, emptied, passengers, phones, messages, conversations };
};

const isNobody = (tables: Tables, contactId: string): boolean =>
  tables.contact(contactId)?.isForgotten === true;

const forgetStates = (tables: Tables, agents: readonly AgentName[], ids: Iterable<string>) => {
  for (const id of ids)
    for (const agent of agents) {
      const version = (tables.actor(agent, id)?.version ?? 0) + 1;
      tables.putActor(agent, id, { version, schemaVersion: 0, state: null });
      for (const timer of tables.timers())
        if (timer.agent === agent && timer.actorId === id) tables.putTimer({ ...timer, due: null });
      tables.quarantined.splice(
        0,
        Infinity,
        ...tables.quarantined.filter((row) => row.agent !== agent || row.actorId !== id),
      );
    }
};

const forgetTask = (tables: Tables, task: StoredTask, now: Instant): void => {
  tables.incidentNotes.delete(tables.incidentOfTask.get(task.id) ?? '');
  tables.putTask({
    ...task,
    facts: {},
    updatedAt: now,
    state: 'done',
    closedReason: task.state === 'done' ? task.closedReason : 'forgotten',
  });
};

const forgetTrip = (tables: Tables, trip: Trip, request: EraseRequest, nobody: string): void => {
  for (const task of tables.tasksOfTrip(trip.id)) forgetTask(tables, task, request.now);
  for (const document of tables.documents.values())
    if (document.tripId === trip.id) {
      tables.documents.delete(document.id);
      tables.filesToRemove.set(document.path, {
        agencyId: trip.agencyId,
        since: request.now,
        until: null,
      });
    }
  for (const [path, file] of tables.filesToRemove)
    if (file.since > request.now && path.split('/')[1] === trip.id)
      tables.filesToRemove.set(path, { ...file, since: request.now });
  tables.passengersOfTrip.set(
    trip.id,
    (tables.passengersOfTrip.get(trip.id) ?? []).map((row) => ({
      ...row,
      reference: null,
      idempotencyKey: null,
      bookedAs: '',
      leftAt: row.leftAt ?? request.now,
    })),
  );
  const { recordedBy: _, ...consent } = trip.consent;
  tables.forgottenTrips.add(trip.id);
  tables.putTrip({
    ...trip,
    contactId: nobody,
    clientName: removed,
    callName: '',
    whatsapp: null,
    stay: null,
    clientDescription: null,
    metadata: {},
    reference: null,
    consent: { ...consent, by: removed },
  });
};

/** Their names go from every trip they are on, the trips of those who stay too. */
const forgetPassengers = (
  tables: Tables,
  people: readonly PassengerRow[],
  forgottenTrips: ReadonlySet<string>,
): void => {
  for (const person of people)
    tables.passengers.set(person.id, { ...person, name: removed, callName: '' });
  const ids = new Set(people.map(({ id }) => id));
  for (const [tripId, rows] of tables.passengersOfTrip) {
    const trip = tables.trips.get(tripId);
    if (trip && (forgottenTrips.has(tripId) || rows.some((row) => ids.has(row.passengerId))))
      tables.putTrip(withPeople(tables, trip));
  }
};

const forgetJourney = (tables: Tables, journeyId: string): void => {
  const journey = tables.journeys.get(journeyId);
  if (journey)
    tables.journeys.set(journeyId, {
      ...journey,
      reference: null,
      title: null,
      owner: null,
      group: null,
      notes: null,
      metadata: {},
      idempotencyKey: null,
      bookedAs: null,
    });
  tables.itineraries.delete(journeyId);
  tables.plans.delete(journeyId);
};

const withdrawLive = (tables: Tables, trips: readonly Trip[], request: EraseRequest): void => {
  for (const journeyId of new Set(trips.map((trip) => trip.journeyId))) {
    for (const trip of trips)
      if (trip.journeyId === journeyId) withdraw(tables, trip, false, request.now);
    const journey = tables.journeys.get(journeyId);
    if (journey && tables.tripsOfJourney(journeyId).every(({ status }) => status === 'withdrawn'))
      tables.journeys.set(journeyId, { ...journey, withdrawnAt: request.now });
    emitJourneyChanged(tables, journeyId, {
      fields: ['state', 'trips'],
      notify: false,
      now: request.now,
    });
  }
};

const erase = (tables: Tables, request: EraseRequest): EraseResult => {
  const { agencyId, contactId, now } = request;
  const contact = tables.contact(contactId);
  if (!contact || contact.agencyId !== agencyId || contact.isForgotten)
    return { kind: 'not-found' };
  const live = tables.tripsOfContact(contactId).filter((trip) => tripEndsAt(trip) > now);
  const liveIds = [...new Set(live.map(({ journeyId }) => journeyId))].sort();
  if (live.length > 0 && !request.withdraw)
    return {
      kind: 'live',
      journeys: liveIds.map((id) => ({
        id,
        reference: tables.journeys.get(id)?.reference ?? null,
      })),
    };
  const all = findAll(tables, contact);
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const counts = {
    trips: all.trips.length,
    journeys: all.emptied.length,
    passengers: all.passengers.length,
    messages: all.messages.length,
    documents: [...tables.documents.values()].filter(({ tripId }) => all.tripIds.has(tripId))
      .length,
    tasks: sum(all.trips.map(({ id }) => tables.tasksOfTrip(id).length)),
    itineraries: sum(
      all.emptied.flatMap((id) =>
        [...(tables.itineraries.get(id)?.values() ?? [])].map((versions) => versions.length),
      ),
    ),
    plans: sum(all.emptied.map((id) => tables.plans.get(id)?.size ?? 0)),
    conversations: all.conversations.length,
    words: sum(all.conversations.map(({ inbound, written }) => inbound.length + written.length)),
  };
  const report = { counts, withdrawn: liveIds, shared: all.shared };
  if (request.dryRun) return { kind: 'rehearsed', ...report };
  withdrawLive(
    tables,
    tables.tripsOfContact(contactId).filter(({ journeyId }) => liveIds.includes(journeyId)),
    request,
  );
  const nobody = tables.ids.random();
  if (all.trips.length > 0)
    tables.putContact({
      ...contact,
      id: nobody,
      name: removed,
      callName: '',
      phone: null,
      email: null,
      language: 'es',
      revision: 1,
      isForgotten: true,
    });
  for (const row of all.messages)
    tables.putEffect({
      ...row,
      to: '',
      address: null,
      content: { kind: 'text', text: removed },
      template: templateOf(row),
      ...(row.nextAttemptAt !== null && {
        fence: row.fence + 1,
        status: 'DROPPED',
        reason: 'forgotten',
        nextAttemptAt: null,
        leaseUntil: null,
        waitsForPair: false,
      }),
    });
  for (const trip of tables.everyTripOfContact(contactId))
    forgetTrip(tables, trip, request, nobody);
  forgetPassengers(tables, all.passengers, all.tripIds);
  for (const id of all.emptied) forgetJourney(tables, id);
  for (const group of tables.groups.values())
    if (group.leaderId === contactId)
      tables.groups.set(`${group.agencyId}|${group.name}`, { ...group, leaderId: null });
  const conversationIds = new Set<unknown>(all.conversations.map(({ id }) => id));
  for (const task of tables.tasks.values())
    if (task.tripId === null && conversationIds.has(task.facts['conversationId']))
      forgetTask(tables, task, now);
  for (const { id } of all.conversations) tables.removeConversation(id);
  forgetStates(tables, ['notifications'], all.tripIds);
  forgetStates(tables, ['itinerary', 'connections'], all.emptied);
  forgetStates(
    tables,
    ['concierge'],
    all.conversations.map(({ id }) => id),
  );
  for (const [key, { brake }] of tables.brakes)
    if (brake.subject === contactId || all.emptied.some((id) => id === brake.subject))
      tables.brakes.delete(key);
  tables.removeContact(contactId);
  for (const phone of all.phones) tables.erasures.set(`${agencyId}|${phone}`, now);
  return { kind: 'erased', ...report };
};

/** `PersonalData.erase` and the removal of documents over the tables. */
export const memoryPersonalData = (
  tables: Tables,
): Pick<PersonalData, 'erase' | 'removeDocument' | 'filesToRemove' | 'filesRemoved'> => ({
  erase: async (request) => erase(tables, request),
  removeDocument: async (agencyId, documentId, now) => {
    const document = tables.documents.get(documentId);
    if (!document || tables.trips.get(document.tripId)?.agencyId !== agencyId) return false;
    tables.documents.delete(documentId);
    tables.filesToRemove.set(document.path, { agencyId, since: now, until: null });
    return true;
  },
  filesToRemove: async (agencyId, now) =>
    [...tables.filesToRemove]
      .flatMap(([path, file]) => (file.agencyId === agencyId && file.since <= now ? [path] : []))
      .sort(),
  filesRemoved: async (agencyId, paths, now) => {
    for (const path of paths) {
      const file = tables.filesToRemove.get(path);
      if (file?.agencyId !== agencyId) continue;
      if (file.until !== null && file.until > now)
        tables.filesToRemove.set(path, { ...file, since: file.until });
      else if (file.since <= now) tables.filesToRemove.delete(path);
    }
  },
});
