/** Takes in what the list shows now; the open mail stays as it is. */
const refresh = async () => {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  document.querySelector('.side')?.replaceWith(fresh.querySelector('.side'));
};

const stream = new EventSource('/mailbox/stream');
let isFirst = true;
// After a cut connection mails may have come meanwhile.
stream.addEventListener('open', () => {
  if (!isFirst) void refresh();
  isFirst = false;
});
stream.addEventListener('message', refresh);
