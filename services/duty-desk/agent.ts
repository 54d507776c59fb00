import type { Address, Agent } from '#shared/actor/agent.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { StaffMail } from '#shared/ports/staff-mail.ts';
import type { StaffPush } from '#shared/ports/staff-push.ts';
import type { TemplateStates } from '#shared/ports/template-states.ts';
import type { DutyContext } from '#shared/ports/turn-contexts.ts';
import { decide } from './domain/decide.ts';
import { DutyState, noAlerts } from './domain/state.ts';
import type { DutyTurn, Gathered } from './domain/turn.ts';
import { alertNotice, digestNotice } from './domain/words.ts';

/** What the duty desk reaches outside. */
export interface DutyDeskDependencies {
  /** Null: all templates can be sent. */
  readonly templates: TemplateStates | null;
  /** Whether an agency with this sender has a number to call its members from. */
  readonly mayCall: (sender: string) => boolean;
  readonly mail: StaffMail;
  readonly push: StaffPush;
  /** Where the console is served, without a slash at its end. */
  readonly publicBaseUrl: string;
}

const address = ({ type, agencyId, data }: DutyTurn['event']): readonly Address[] => {
  if (agencyId === null) return [];
  const desk = (day: string | null): readonly Address[] => [{ actorId: agencyId, duty: { day } }];
  switch (type) {
    case 'MessageFailed':
      return data.type === 'duty_alert' || data.type === 'duty_call' ? desk(null) : [];
    case 'DigestDue':
      return desk(data.due);
    default:
      return desk(null);
  }
};

/** Writes to a member by mail and in their browsers; true where one of both was taken. */
const notice = async (
  { mail, push, publicBaseUrl }: DutyDeskDependencies,
  { memberId, since, incidentId, day }: EventOf<'StaffNoticeRequested'>['data'],
  duty: DutyContext,
): Promise<boolean> => {
  const member = duty.members.find(({ id }) => id === memberId);
  const incident = duty.incidents.find(({ id }) => id === incidentId);
  const isOvertaken = incidentId !== null && incident?.state !== 'open';
  if (!member || isOvertaken) return false;
  const url = incident ? `/console/now?incident=${incident.id}` : '/console';
  const link = publicBaseUrl + url;
  const said = incident
    ? alertNotice(incident, duty, member, link)
    : day && digestNotice(day, duty, member, link);
  if (!said) return false;
  const { subject, text } = said;
  const key = `${incidentId ?? duty.agency.id}:${since}:${memberId}`;
  const taken = await Promise.all([
    mail.send({ to: member.email, subject, text, key }),
    push.push({ agencyId: duty.agency.id, memberId, title: subject, body: text, url, key }),
  ]);
  return taken.includes('sent');
};

/**
 * Makes sure that a person of the agency is really told (DESK §3). Actor: an agency. Mail and
 * notices are a step: a crash before its turn is committed repeats them under the same key.
 */
export const createDutyDesk = (
  dependencies: DutyDeskDependencies,
): Agent<'duty-desk', DutyState, Gathered> => {
  const mayCall = (duty: DutyContext | null | undefined): boolean =>
    duty != null && dependencies.mayCall(duty.agency.sender);
  return {
    name: 'duty-desk',
    codec: { schemaVersion: 1, schema: DutyState, initial: noAlerts },
    address,
    gather: async ({ duty }) => ({
      kind: 'templates',
      unusable:
        duty && dependencies.templates ? dependencies.templates.unusable(duty.agency.sender) : [],
      mayCall: mayCall(duty),
    }),
    step: async ({ event, duty }) => ({
      kind: 'noticed',
      isNoticed: duty ? await notice(dependencies, event.data, duty) : false,
      mayCall: mayCall(duty),
    }),
    decide,
  };
};
