import { byId } from './dom.js';
import { state } from './world.js';

/** Says why something was not sent; an empty text says nothing. */
const say = (text) => {
  byId('refused').textContent = text;
  byId('refused').hidden = text === '';
};
const answered = async (sending) => {
  const response = await sending.catch(() => null);
  if (response?.ok) return say('');
  const problem = await response?.json().catch(() => null);
  return say(problem?.title ?? 'Not sent: there is no connection.');
};
const sendFile = (id, file) =>
  fetch(`/phone/api/chats/${id}/files`, {
    method: 'POST',
    headers: { 'content-type': file.type || 'application/octet-stream' },
    body: file,
  });
const togglePlace = (isOpen) => {
  byId('place').hidden = !isOpen;
  byId('place-toggle').setAttribute('aria-expanded', String(isOpen));
};

/** What a traveller sends besides words: choices, files, recordings, a location. */
export const connectSending = (call) => {
  byId('messages').addEventListener('click', (event) => {
    const { choice, of } = event.target.closest('[data-choice]')?.dataset ?? {};
    if (choice === undefined || !state.openId) return;
    void answered(call(`/chats/${state.openId}/messages`, { choice: { of, id: choice } }));
  });
  byId('attach').addEventListener('click', () => byId('file').click());
  byId('file').addEventListener('change', async () => {
    const [file] = byId('file').files;
    const id = state.openId;
    if (file && id) await answered(sendFile(id, file));
    byId('file').value = '';
  });
  byId('place-toggle').addEventListener('click', () => togglePlace(byId('place').hidden));
  byId('place').addEventListener('submit', (event) => {
    event.preventDefault();
    if (!state.openId) return;
    const location = {
      latitude: byId('place-latitude').valueAsNumber,
      longitude: byId('place-longitude').valueAsNumber,
      label: byId('place-label').value,
    };
    void answered(call(`/chats/${state.openId}/messages`, { location }));
    togglePlace(false);
  });
  byId('traveller-view').addEventListener('click', () => {
    const isPressed = document.body.classList.toggle('as-traveller');
    byId('traveller-view').setAttribute('aria-pressed', String(isPressed));
  });
};
