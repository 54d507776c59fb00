import { words } from './words.ts';

/** The words of signing in and of accepting an invitation. */
export const signInWords = words(
  {
    title: 'Entrar',
    signingIn: 'Entrando…',
    lead: 'Quién me necesita, y cuánto tiempo tengo.',
    localHelp:
      'En esta máquina se entra con el enlace que se imprime al arrancar. Ábrelo en este navegador; sirve una vez.',
    email: 'Correo',
    askLink: 'Enviarme un enlace',
    sent: (email: string) => `Si ${email} es de alguien de una agencia, el enlace está en camino.`,
    notSent: 'El enlace no se pudo pedir. Prueba otra vez en un minuto.',
    refused: 'Este enlace ya se usó o venció. Pide uno nuevo.',
    noMembership: 'Ninguna agencia te tiene como integrante. Pide una invitación.',
    invited: (name: string, agency: string) => `${name}, ${agency} te invita`,
    invitedAs: (role: string) => `Entrarías como ${role}.`,
    accept: 'Aceptar y entrar',
    invitationOver: 'Esta invitación ya se usó, se retiró o venció.',
    roles: { owner: 'dueño', agent: 'agente', duty: 'guardia', limited: 'invitado de grupos' },
  },
  {
    title: 'Sign in',
    signingIn: 'Signing in…',
    lead: 'Who needs me, and how long do I have.',
    localHelp:
      'On this machine you sign in with the link that is printed at the start. Open it in this browser; it works once.',
    email: 'E-mail',
    askLink: 'Send me a link',
    sent: (email: string) => `If ${email} is somebody’s at an agency, the link is on its way.`,
    notSent: 'The link could not be asked for. Try again in a minute.',
    refused: 'This link was used already, or has expired. Ask for a new one.',
    noMembership: 'No agency has you as a member. Ask for an invitation.',
    invited: (name: string, agency: string) => `${name}, ${agency} invites you`,
    invitedAs: (role: string) => `You would join as ${role}.`,
    accept: 'Accept and sign in',
    invitationOver: 'This invitation was used, taken back, or has expired.',
    roles: { owner: 'owner', agent: 'agent', duty: 'duty', limited: 'guest of groups' },
  },
  {
    title: 'Entrar',
    signingIn: 'Entrando…',
    lead: 'Quem precisa de mim, e quanto tempo tenho.',
    localHelp:
      'Nesta máquina entra-se com o link impresso ao iniciar. Abra-o neste navegador; vale uma vez.',
    email: 'E-mail',
    askLink: 'Enviar-me um link',
    sent: (email: string) => `Se ${email} é de alguém de uma agência, o link está a caminho.`,
    notSent: 'Não foi possível pedir o link. Tente de novo em um minuto.',
    refused: 'Este link já foi usado ou venceu. Peça um novo.',
    noMembership: 'Nenhuma agência tem você como integrante. Peça um convite.',
    invited: (name: string, agency: string) => `${name}, ${agency} convida você`,
    invitedAs: (role: string) => `Você entraria como ${role}.`,
    accept: 'Aceitar e entrar',
    invitationOver: 'Este convite já foi usado, retirado ou venceu.',
    roles: { owner: 'dono', agent: 'agente', duty: 'plantão', limited: 'convidado de grupos' },
  },
);
