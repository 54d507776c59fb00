/** Who a mail is from. */
export interface MailAddress {
  /** As readers show it; empty: the address alone. */
  readonly name: string;
  readonly address: string;
}

const address = /^[^\s<>@,;:"\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/;

/** `desk@agency.example` or `Bauhaus Travel <desk@agency.example>`; null: it is neither. */
export const parseMailAddress = (text: string): MailAddress | null => {
  const trimmed = text.slice(0, 400).trim();
  const open = trimmed.endsWith('>') ? trimmed.lastIndexOf('<') : -1;
  const plain = open === -1 ? trimmed : trimmed.slice(open + 1, -1);
  const name = open === -1 ? '' : trimmed.slice(0, open).trim().replace(/^"|"$/g, '');
  return address.test(plain) && !/[<>"\r\n]/.test(name) ? { name, address: plain } : null;
};

/** The domain of an address. */
export const domainOf = ({ address: text }: MailAddress): string =>
  text.slice(text.lastIndexOf('@') + 1);

/** As a header or a service takes it: `"Bauhaus Travel" <desk@agency.example>`. */
export const writtenAddress = ({ name, address: text }: MailAddress): string =>
  name === '' ? text : `"${name}" <${text}>`;
