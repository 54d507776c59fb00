import { Icon } from './icon.tsx';
import styles from './phone-link.module.css';

/** A number as people read it: in groups. */
export const shownPhone = (phone: string): string =>
  phone
    .replace(/^(\+54)(9)(\d{2})(\d{4})(\d{4})$/, '$1 $2 $3 $4 $5')
    .replace(/^(\+55)(\d{2})(\d{4,5})(\d{4})$/, '$1 $2 $3 $4')
    .replace(/^(\+\d{2})(\d{3})(\d{3})(\d{3})$/, '$1 $2 $3 $4');

/** Calls a number with whatever telephone there is. */
export const PhoneLink = ({ phone, label }: { readonly phone: string; readonly label: string }) => (
  <a className={styles.phone} href={`tel:${phone}`} aria-label={`${label}: ${shownPhone(phone)}`}>
    <Icon name="phone" size={15} />
    {shownPhone(phone)}
  </a>
);
