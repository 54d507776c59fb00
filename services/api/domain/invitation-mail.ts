import { between, day, type Instant } from '#shared/domain/instant.ts';
import type { Role } from '#shared/domain/member.ts';
import type { Language } from '#shared/domain/trip.ts';

/** What an invitation says. */
export interface InvitationFacts {
  readonly name: string;
  readonly agencyName: string;
  readonly role: Role;
  /** Null: an operator. */
  readonly invitedBy: string | null;
  readonly now: Instant;
  readonly expiresAt: Instant;
}

/** An invitation in words. */
export interface InvitationWords {
  readonly subject: string;
  readonly greeting: string;
  readonly invitation: string;
  readonly role: string;
  readonly accept: string;
  readonly orCopy: string;
  readonly until: string;
  readonly footer: string;
}

const roles: Readonly<Record<Language, Readonly<Record<Role, string>>>> = {
  es: {
    owner: 'como responsable: todo, también las personas y las claves.',
    agent: 'para atender los viajes y las conversaciones.',
    duty: 'para la guardia: también los avisos de la noche.',
    limited: 'para seguir a los grupos confiados.',
  },
  en: {
    owner: 'as an owner: everything, people and keys among it.',
    agent: 'to look after journeys and conversations.',
    duty: 'to be on duty: the alerts of the night too.',
    limited: 'to follow the groups that are entrusted to you.',
  },
  pt: {
    owner: 'como responsável: tudo, também as pessoas e as chaves.',
    agent: 'para cuidar das viagens e das conversas.',
    duty: 'para o plantão: também os avisos da noite.',
    limited: 'para acompanhar os grupos confiados.',
  },
};

/** The words of an invitation by mail, of who invites, for what, and until when. */
export const invitationWords = (facts: InvitationFacts, language: Language): InvitationWords => {
  const { name, agencyName, invitedBy, role } = facts;
  const days = Math.max(1, Math.round(between(facts.now, facts.expiresAt) / day));
  switch (language) {
    case 'es':
      return {
        subject: `Invitación de ${agencyName}`,
        greeting: `Hola, ${name}:`,
        invitation: invitedBy
          ? `${invitedBy} te invita al equipo de ${agencyName},`
          : `Hay una invitación al equipo de ${agencyName},`,
        role: roles.es[role],
        accept: 'Aceptar la invitación',
        orCopy: 'Si el botón no abre, este es el enlace:',
        until:
          `Vale ${days === 1 ? 'un día' : `${days} días`} y una sola vez. ` +
          'El enlace es personal: no conviene reenviarlo.',
        footer:
          `Este correo llega porque alguien de ${agencyName} escribió esta dirección. ` +
          'Quien no lo esperaba puede ignorarlo: sin aceptar no cambia nada.',
      };
    case 'en':
      return {
        subject: `Invitation from ${agencyName}`,
        greeting: `Hello ${name},`,
        invitation: invitedBy
          ? `${invitedBy} invites you to the team of ${agencyName},`
          : `you are invited to the team of ${agencyName},`,
        role: roles.en[role],
        accept: 'Accept the invitation',
        orCopy: 'If the button does not open, this is the link:',
        until:
          `It is good for ${days === 1 ? 'a day' : `${days} days`}, and once. ` +
          'The link is yours alone: please do not pass it on.',
        footer:
          `You get this mail because somebody of ${agencyName} entered this address. ` +
          'If you did not expect it, leave it: nothing changes unless you accept.',
      };
    case 'pt':
      return {
        subject: `Convite de ${agencyName}`,
        greeting: `Olá, ${name}:`,
        invitation: invitedBy
          ? `${invitedBy} convida você para a equipe de ${agencyName},`
          : `há um convite para a equipe de ${agencyName},`,
        role: roles.pt[role],
        accept: 'Aceitar o convite',
        orCopy: 'Se o botão não abrir, este é o link:',
        until:
          `Vale por ${days === 1 ? 'um dia' : `${days} dias`} e uma única vez. ` +
          'O link é pessoal: não convém encaminhá-lo.',
        footer:
          `Este e-mail chega porque alguém de ${agencyName} escreveu este endereço. ` +
          'Quem não o esperava pode ignorá-lo: sem aceitar nada muda.',
      };
  }
};
