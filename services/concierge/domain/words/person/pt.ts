import { oneLine } from '../../multiline.ts';
import type { PersonWords } from './words.ts';

/** Portuguese of Brazil. */
export const pt: PersonWords = {
  question: (agency) => oneLine`
    Não tenho essa resposta à mão e prefiro não inventar. Já passei sua mensagem a uma pessoa da
    ${agency}, que responde por aqui.
  `,
  rest: (agency) =>
    `O resto não tenho à mão: já passei a uma pessoa da ${agency}, que responde por aqui.`,
  added: [
    (agency) => `Acrescentei ao que já passei para a ${agency}.`,
    (agency) => `Isso também ficou anotado para a pessoa da ${agency}.`,
  ],
  over: (agency) => `Que alívio! Já passei para ${agency}, que está acompanhando.`,
  request: {
    change_booking: (agency) => oneLine`
      Anotado: pedi à ${agency} para ver essa mudança. Por aqui não posso fazer mudanças; uma pessoa
      confirma se é possível e quanto custa.
    `,
    refund: (agency) =>
      `Anotado: pedi à ${agency} para ver o reembolso. Uma pessoa responde por aqui.`,
    callback: (agency) => `Anotado: pedi à ${agency} para ligar para este número.`,
  },
  asked: (agency) => oneLine`
    Pronto, já avisei a ${agency}: uma pessoa da equipe responde por aqui o quanto antes.
  `,
  complaint: (agency) => oneLine`
    Lamento o que aconteceu e entendo o seu incômodo. Já passei para a ${agency}: uma pessoa responde
    por aqui.
  `,
  trouble: {
    danger: (agency) => oneLine`
      Primeiro, fique em segurança. Já avisei a ${agency} com urgência: uma pessoa escreve por aqui o
      quanto antes.
    `,
    missing_person: (agency) => oneLine`
      Já avisei a ${agency} com urgência. Enquanto isso: avise o funcionário mais próximo (segurança,
      informações), fique no último lugar em que estiveram juntos e tenha uma foto à mão.
    `,
    stolen: (agency) => oneLine`
      Sinto muito pelo que aconteceu. Já avisei a ${agency} com urgência: uma pessoa escreve por
      aqui. Enquanto isso: registre a ocorrência na polícia, bloqueie os cartões e, se falta o
      passaporte, vá ao consulado.
    `,
    stranded: (agency) => oneLine`
      Já avisei a ${agency} com urgência: uma pessoa escreve por aqui para resolver. Enquanto isso,
      espere num lugar com gente e me mande a sua localização.
    `,
    missed_flight: (agency) => oneLine`
      Sinto muito pelo que aconteceu. Já avisei a ${agency} com urgência: uma pessoa escreve por aqui
      para buscar uma alternativa. Enquanto isso, vá ao balcão da companhia aérea e não devolva nem
      cancele a passagem.
    `,
    denied: (agency) => oneLine`
      Já avisei a ${agency} com urgência: uma pessoa escreve por aqui. Enquanto isso: peça o motivo
      por escrito, não assine o que não entender e não devolva a passagem.
    `,
    lost_luggage: (agency) => oneLine`
      Lamento pela sua bagagem. Antes de sair do aeroporto, registre a reclamação (RIB/PIR) no balcão
      de bagagem da companhia e guarde o comprovante. Já avisei a ${agency}: uma pessoa escreve por
      aqui.
    `,
    unwell: (agency) => oneLine`
      Lamento que não estejam bem. Já avisei a ${agency} com urgência: uma pessoa escreve por aqui.
      Se piorar, ligue para a emergência ou para a assistência de viagem.
    `,
    bereavement: (agency) => oneLine`
      Sinto muito pela sua perda. Já avisei a ${agency}: uma pessoa escreve por aqui para ajudar com
      tudo o que for preciso.
    `,
  },
  disruption: {
    cancelled: (agency) => oneLine`
      Seu voo foi cancelado e já avisei a ${agency} com urgência: uma pessoa escreve por aqui para
      buscar uma alternativa. Enquanto isso: não aceite reembolso nem desista da viagem antes de
      falar com a agência, peça no balcão ou no aplicativo da companhia o próximo voo disponível e
      guarde os comprovantes de gastos.
    `,
    diverted: (agency) => oneLine`
      Seu voo foi desviado e já avisei a ${agency} com urgência: uma pessoa escreve por aqui.
      Enquanto isso: siga as orientações da tripulação, não saia da área de trânsito sem perguntar e
      veja como vão levar vocês ao destino.
    `,
    missed: (agency) => oneLine`
      Com o atraso não dá tempo de pegar a conexão, e já avisei a ${agency} com urgência: uma pessoa
      escreve por aqui. Enquanto isso: vá ao balcão de conexões da companhia, peça lugar no próximo
      voo e não devolva nem cancele a passagem.
    `,
    delayed: (agency) => oneLine`
      Seu voo está com um atraso longo e já avisei a ${agency} com urgência: uma pessoa escreve por
      aqui. O check-in mantém o horário; fique perto do portão, porque os atrasos podem diminuir, e
      guarde os comprovantes de gastos.
    `,
  },
  rights: {
    europe: oneLine`
      Pelas regras europeias (CE 261) você tem direito a alimentação, a hotel se for preciso, e a
      outro voo ou ao reembolso, à sua escolha.
    `,
    brazil: oneLine`
      Pelas regras do Brasil (ANAC 400) você tem direito a alimentação a partir de 2 horas de espera,
      a hotel em caso de pernoite, e a outro voo ou ao reembolso, à sua escolha.
    `,
    elsewhere: oneLine`
      Em geral a companhia deve oferecer outro voo ou o reembolso, e ajuda durante a espera: peça no
      balcão.
    `,
  },
  callNow: (country, numbers) =>
    `🆘 Se há perigo, ligue já para *${numbers}* (emergência em ${country}).`,
  answersUntil: (clock) => `Atendem hoje até as ${clock}.`,
  answersFrom: (moment) => `Voltam a atender em ${moment}.`,
  ifUrgent: (phone) => `Se não pode esperar, ligue para o telefone de emergências: ${phone}.`,
  joined: (person, agency) => `👋 ${person}, da ${agency}, entrou na conversa e continua por aqui.`,
  back: (agency) =>
    `Sou eu de novo, o assistente. Se precisar, a ${agency} continua do outro lado.`,
  unknownLanguage: (agency) => oneLine`
    Por aqui respondo em português, espanhol ou inglês. Já passei sua mensagem a uma pessoa da
    ${agency}, que responde por aqui.
  `,
  withdrawn: (flight, date, agency) => oneLine`
    A ${agency} deu baixa na sua viagem *${flight}* de ${date}, por isso não a acompanho mais. Já
    avisei sobre a sua mensagem: uma pessoa responde por aqui.
  `,
};
