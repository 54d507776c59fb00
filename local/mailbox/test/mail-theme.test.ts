import { hasTheme, inTheme } from '../mail-theme.ts';

const page = '<style>@media screen and (prefers-color-scheme: dark){b{color:red}}</style><b>x</b>';

describe('the theme of a mail', () => {
  it('holds whatever the browser prefers', () => {
    expect(inTheme(page, 'dark')).toContain('@media screen and (min-width: 0){b{color:red}}');
    expect(inTheme(page, 'light')).toContain('(min-width: 99999px){b{color:red}}');
  });

  it('is asked for only where a mail has one', () => {
    expect(hasTheme(page)).toBe(true);
    expect(hasTheme(page)).toBe(true);
    expect(hasTheme('<p>prefers-color-scheme: dark</p>')).toBe(false);
  });
});
