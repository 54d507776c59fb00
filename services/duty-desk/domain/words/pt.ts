import type { DutyTexts } from './text.ts';

const of = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

/** Portuguese, as it is spoken in Brazil. */
export const pt: DutyTexts = {
  happened: {
    cancelled: 'voo cancelado',
    diverted: 'voo desviado',
    moved_earlier: 'voo adiantado',
    long_delay: 'atraso longo',
    not_found: 'voo não encontrado',
    found_elsewhere: 'voo diferente do reservado',
    critical_unsent: 'aviso importante não entregue',
    unreachable: 'número que não recebe mensagens',
    opted_out: 'só por telefone',
    handoff: 'alguém pede ajuda pelo WhatsApp',
    missing_document: 'falta um documento',
    itinerary_failed: 'roteiro não feito',
    template_unusable: 'modelo que o WhatsApp não aceita',
    webhook_off: 'um sistema de vocês que não recebe os eventos',
    call: 'é preciso ligar',
    connection_at_risk: 'conexão em risco',
    connection_missed: 'conexão perdida',
  },
  leaves: (moment) => `sai ${moment}`,
  people: (count) => of(count, 'pessoa', 'pessoas'),
  minors: (count) => of(count, 'menor', 'menores'),
  unreached: (count) => `${count} sem aviso`,
  waiting: ({ urgent, normal }) =>
    [of(urgent, 'urgente', 'urgentes'), of(normal, 'normal', 'normais')].join(', '),
  nothing: 'nada em especial',
  watch: {
    tight: (count) => of(count, 'conexão apertada', 'conexões apertadas'),
    unreached: (count) => of(count, 'pessoa sem aviso', 'pessoas sem aviso'),
    unmatched: (count) => of(count, 'voo não encontrado', 'voos não encontrados'),
    drafts: (count) => of(count, 'roteiro a aprovar', 'roteiros a aprovar'),
  },
  open: (url) => `Para ver e assumir: ${url}`,
  call: (agency, incident) =>
    `É um aviso de ${agency}: ${incident}. Ninguém assumiu ainda. Para assumir, tecle 1.`,
  digest: (agency) => `O dia em ${agency}`,
  isYours: (incident) => `Fica com você: ${incident}.`,
  isTaken: (name, since) => `${name} já assumiu, desde ${since}.`,
  isOver: 'Já está resolvido: não é preciso fazer nada.',
  isUnclear: (number, incident) => `Para assumir, responda *${number}*: ${incident}.`,
};
