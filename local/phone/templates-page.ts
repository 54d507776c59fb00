import { html, raw } from 'hono/html';
import { Locale } from '#shared/domain/locale.ts';
import { type Template, templates, texts, whatsappLanguage } from '#shared/templates/catalogue.ts';
import { preview } from '#shared/templates/samples.ts';
import { simulatorPage } from './simulator-page.ts';

const languageNames: Readonly<Record<Locale, string>> = {
  es: 'Español',
  'es-AR': 'Español rioplatense',
  en: 'English',
  pt: 'Português',
};

type Html = ReturnType<typeof html>;

/** WhatsApp's own bold type; the rest stays text. */
const formatted = (text: string): readonly (string | Html)[] =>
  text
    .split(/\*([^*\n]+)\*/)
    .map((piece, index) => (index % 2 === 1 ? html`<strong>${piece}</strong>` : piece));

const bubble = (locale: Locale, text: string): Html => html`
  <div class="sample" lang="${locale}">
    <p class="locale">${languageNames[locale]}</p>
    <div class="bubble"><div class="text">${formatted(text)}</div></div>
  </div>`;

const shape = (name: string, chosen: readonly Locale[]): Html => {
  const all = chosen.flatMap((locale) =>
    templates.filter((template) => template.name === name && template.locale === locale),
  );
  return html`
    <section class="shape" id="${name}">
      <h2>${name}</h2>
      <div class="samples">
        ${all.map((template) => bubble(template.locale, preview(template)))}
      </div>
    </section>`;
};

const freeText = (type: keyof (typeof texts)['es']['freeTexts'], chosen: readonly Locale[]): Html =>
  html`
    <section class="shape" id="${type}">
      <h2>${type}</h2>
      <div class="samples">
        ${chosen.map((locale) =>
          bubble(
            locale,
            texts[locale].freeTexts[type].replace('{agency}', () => 'Viajes del Sur'),
          ),
        )}
      </div>
    </section>`;

const namesOf = (all: readonly Template[]): readonly string[] => [
  ...new Set(all.map(({ name }) => name)),
];
type FreeText = keyof typeof texts.es.freeTexts;
const freeTypes = Object.keys(texts.es.freeTexts) as FreeText[]; // the keys of a record over it

/** Every text that a traveller can get, filled with an example, as the phone shows it. */
export const templatesPage = (language: string | undefined): Html => {
  const chosen = Locale.safeParse(language);
  const current = chosen.success ? chosen.data : null;
  const locales = current ? [current] : Locale.options;
  const link = (to: Locale | null, label: string): Html =>
    html`<a href="/phone/templates${to ? `?language=${to}` : ''}"
      ${raw(to === current ? 'aria-current="page"' : '')}>${label}</a>`;
  return simulatorPage(
    'Messages',
    html`<header>
        <h1>Messages</h1>
        <p>
          ${templates.length} templates for WhatsApp (${Locale.options
            .map((locale) => whatsappLanguage[locale])
            .join(', ')}) and the answers that need none, with examples filled in.
        </p>
        <nav aria-label="Languages">
          ${link(null, 'All')}
          ${Locale.options.map((locale) => link(locale, languageNames[locale]))}
        </nav>
      </header>
      <main>
        ${namesOf(templates).map((name) => shape(name, locales))}
        ${freeTypes.map((type) => freeText(type, locales))}
      </main>`,
  );
};
