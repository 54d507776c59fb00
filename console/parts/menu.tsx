import type { ReactNode } from 'react';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  Header,
  MenuSection,
  MenuTrigger,
  Popover,
  Pressable,
} from 'react-aria-components';
import { Icon, type IconName } from './icon.tsx';
import styles from './menu.module.css';

/** One thing to choose. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly icon?: IconName;
  readonly isChosen?: boolean;
  readonly run: () => void;
}
/** Choices under a heading. */
export interface Choices {
  readonly heading?: string;
  readonly choices: readonly Choice[];
}

/** A button that opens choices. `children` is that button, which must take a ref. */
export const Menu = ({
  label,
  sections,
  children,
}: {
  readonly label: string;
  readonly sections: readonly Choices[];
  readonly children: React.ReactElement<React.DOMAttributes<HTMLElement>, string>;
}): ReactNode => (
  <MenuTrigger>
    <Pressable>{children}</Pressable>
    <Popover className={styles.popover} placement="bottom start">
      <AriaMenu className={styles.menu} aria-label={label}>
        {sections.map(({ heading, choices }) => (
          <MenuSection key={heading ?? choices[0]?.id ?? ''} aria-label={heading ?? label}>
            {heading && <Header className={styles.heading}>{heading}</Header>}
            {choices.map(({ id, label: text, detail, icon, isChosen, run }) => (
              <AriaMenuItem
                key={id}
                id={id}
                textValue={text}
                className={styles.item}
                onAction={run}
              >
                {icon && <Icon name={icon} size={16} />}
                <span>
                  {text}
                  {detail && <small>{detail}</small>}
                </span>
                {isChosen && <Icon name="check" size={16} />}
              </AriaMenuItem>
            ))}
          </MenuSection>
        ))}
      </AriaMenu>
    </Popover>
  </MenuTrigger>
);
