import { html } from 'hono/html';
import type { SimulatedCall } from '#local/simulators/twilio/call.ts';
import { simulatorPage } from './simulator-page.ts';

type Html = ReturnType<typeof html>;

const keys = ['1', '2'] as const;

const oneCall = ({ sid, to, from, createdAt, said, digitUrl }: SimulatedCall): Html => html`
  <section class="shape" id="${sid}">
    <h2>${to}</h2>
    <p class="locale">
      from ${from},
      <time datetime="${createdAt}">${createdAt.slice(0, 16).replace('T', ' ')} UTC</time>
    </p>
    <div class="samples">
      ${said.map((text) => html`<div class="bubble"><div class="text">${text}</div></div>`)}
    </div>
    ${
      digitUrl === null
        ? html`<p class="locale">The call is over.</p>`
        : html`<form method="post" action="/phone/calls/${sid}" class="keys">
            ${keys.map((key) => html`<button name="digit" value="${key}">Press ${key}</button>`)}
          </form>`
    }
  </section>`;

/** The calls to members, newest first: what was said, and the keys of the telephone. */
export const callsPage = (calls: readonly SimulatedCall[]): Html =>
  simulatorPage(
    'Calls',
    html`<header>
        <h1>Calls</h1>
        <p>
          Calls to who is on duty, where nobody answered in writing. They are made for senders
          with a number in TWILIO_VOICE_NUMBERS, and kept until the next start.
        </p>
        <nav aria-label="Pages">
          <a href="/phone">Phones</a> <a href="/phone/calls">Look again</a>
        </nav>
      </header>
      <main>
        ${calls.toReversed().map(oneCall)}
        ${calls.length === 0 ? html`<p class="locale">No call yet.</p>` : ''}
      </main>`,
  );
