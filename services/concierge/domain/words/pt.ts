import { duration } from '#shared/domain/duration.ts';
import { oneLine } from '../multiline.ts';
import { pt as facts } from './facts/pt.ts';
import { pt as person } from './person/pt.ts';
import type { ConciergeWords } from './words.ts';

/** Portuguese: Brazilian, warm and short. */
export const pt: ConciergeWords = {
  facts,
  person,
  greeting: (name) => oneLine`
    Olá, ${name}! 👋 Sou o assistente da sua viagem. Você pode me perguntar sobre o seu voo, o seu
    roteiro ou os seus documentos. Como posso ajudar?
  `,
  help: (agency) =>
    [
      'Sou o assistente da sua viagem. Isto é o que posso fazer por aqui:',
      '✈️ Seu voo: horário, portão, terminal, atrasos. Por exemplo: *que horas sai meu voo?*',
      '🗺️ Seu roteiro: *roteiro*, *o que temos amanhã?*, *dia 2*',
      '📄 Seus documentos: *cartão de embarque*, *hotel*, *seguro*, *traslado*, *carro*, *passeio*',
      `🙋 Uma pessoa da ${agency}: escreva *falar com uma pessoa*`,
    ].join('\n'),
  thanks: 'De nada! Se precisar de algo mais, é só escrever por aqui. 😊',
  noTrip: (agency) => oneLine`
    Olá! Não encontro nenhuma viagem com este número de WhatsApp. Já avisei a ${agency}, que vai
    entrar em contato; se você reservou com outro número, escreva a partir dele.
  `,
  callInstead: (phone) => oneLine`
    Ninguém conseguiu atender sua mensagem ainda. Se for urgente, ligue para o telefone de
    emergência da sua agência: ${phone}.
  `,
  documents: {
    boarding_pass: 'o seu cartão de embarque',
    hotel_reservation: 'a reserva do seu hotel',
    insurance: 'o seu seguro viagem',
    transfer: 'o voucher do seu traslado',
    car_rental: 'a reserva do seu carro alugado',
    tour_reservation: 'o voucher do seu passeio',
  },
  here: (what) => `Aqui está ${what}. 📄`,
  readyToSend: (what) => `Já temos ${what}. Responda “quero ${what}” e ele chega por aqui.`,
  missing: (what, agency) =>
    `Ainda não tenho ${what}. Já avisei a ${agency} para que envie por aqui.`,
  noDocuments: (agency) =>
    `Ainda não tenho documentos da sua viagem. Já avisei a ${agency} para que os envie por aqui.`,
  stay: (stay) => `🏨 Sua hospedagem: ${stay}`,
  onlyForTravellers: (agency) => oneLine`
    Os documentos e o roteiro são só para quem viaja: peça a eles ou a ${agency}. Por aqui conto a
    você como está o voo.
  `,
  flight: {
    departure: 'Saída',
    departed: 'Saiu',
    arrival: 'Chegada',
    landed: 'Chegou',
    gate: 'Portão',
    terminal: 'Terminal',
    belt: 'Esteira de bagagem',
    noGate: 'ainda não foi definido; veja os painéis do aeroporto',
    noBelt: 'veja os painéis do aeroporto',
    onTime: 'Por enquanto está no horário.',
    delayed: (minutes) => oneLine`
      Está atrasado ${duration(minutes)}. O check-in mantém o horário original e os atrasos podem
      diminuir.
    `,
    earlier: (minutes) => `Foi adiantado ${duration(minutes)}: saia com tempo.`,
    inTheAir: 'Já está em voo.',
    leftGate: 'Já saiu do portão e ainda não decolou.',
    noNews: (since) => `Não há notícias do voo desde ${since}. Confira os painéis do aeroporto.`,
    hasLanded: 'Já pousou.',
    unconfirmed: 'É o horário da sua reserva; a companhia ainda não o confirmou.',
    cancelled: (flight, departure, agency) => oneLine`
      O seu voo *${flight}* de ${departure} está *cancelado*. Já avisamos a ${agency}: fale com
      ela antes de aceitar um reembolso ou desistir da viagem.
    `,
    diverted: (flight, airport, agency) => oneLine`
      O seu voo *${flight}* foi desviado${airport ? ` para *${airport}*` : ' para outro aeroporto'}.
      Siga as orientações da tripulação; já avisamos a ${agency}.
    `,
  },
  itinerary: {
    title: '🗺️ *Seu roteiro*',
    day: (n, date) => `*Dia ${n} · ${date}*`,
    nothing: (date, from, to) =>
      `Não há nada no seu roteiro para ${date}. Seu roteiro vai de ${from} a ${to}.`,
    none: (agency) => oneLine`
      Ainda não tenho o seu roteiro. Já pedi à ${agency}, e enviamos por aqui quando estiver pronto.
    `,
    page: (url) => `🔗 Para ver com mapas, imprimir ou guardar no seu calendário: ${url}`,
    file: 'Aqui está seu roteiro em PDF. 🗺️',
    checkIn: (when) => `🕒 Entrada: ${when}`,
    checkOut: (hotel) => `saída de ${hotel}`,
    next: 'A seguir',
    nothingMore: 'Por hoje não há mais nada no roteiro.',
    unchecked: '_As sugestões com ~ não foram verificadas pela sua agência._',
  },
  media: {
    filed: (count, agency) =>
      count === 1
        ? `Recebido: guardei seu arquivo com os documentos da viagem e a ${agency} pode vê-lo. 📎`
        : oneLine`
          Recebidos: guardei seus ${count} arquivos com os documentos da viagem e a ${agency} pode
          vê-los. 📎
        `,
    tooLarge: 'O arquivo é grande demais: posso receber até 16 MB. Pode mandar um menor?',
    unsupported: 'Esse tipo de arquivo não consigo receber. Mande como PDF ou foto, por favor.',
    failed: (agency) =>
      `Não consegui abrir o seu arquivo. Já avisei a ${agency}; se puder, mande de novo.`,
    voice: (agency) => oneLine`
      Não consigo ouvir áudios por aqui. Já passei o seu a uma pessoa da ${agency}, que responde; se
      preferir, me escreva.
    `,
  },
  located: (agency) => `Recebi sua localização e já a passei para a ${agency}. 📍`,
  numbersRemoved: oneLine`
      Para sua segurança não guardamos números de passaporte nem de cartão: não é preciso enviá-los
      por aqui.
    `,
};
