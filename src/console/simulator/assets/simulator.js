// The phones' own script: sends what is typed to the webhook, shows what comes, and says so with receipts.
// Without it every form on the page still works by itself.
const { person, language } = document.body.dataset;
const store = `phones:${person}`;
const kept = JSON.parse(sessionStorage.getItem(store) ?? '{"sent":[],"told":0}');
const keep = () => {
  kept.sent = kept.sent.slice(-100);
  sessionStorage.setItem(store, JSON.stringify(kept));
};
const post = (address, body) =>
  fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const listOf = (phone) => document.querySelector(`#${phone} .bubbles`);
const toEnd = (list) => list.scrollTo({ top: list.scrollHeight });

// ---- what we send

// randomUUID is missing where the page is not served over https or from this very machine.
const newId = () =>
  `web-${Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;

function showSent({ message, shown, at }) {
  const item = document.getElementById('sent').content.firstElementChild.cloneNode(true);
  item.querySelector('.text').textContent = shown ?? message.text;
  item.querySelector('.forwarded').hidden = message.forwarded === undefined;
  item.dataset.seq = at;
  item.dataset.messageId = message.id;
  const list = listOf(message.phone);
  // Where the page was loaded again, received bubbles stand there already: into its place in time.
  const later = [...list.children].find((other) => Number(other.dataset.seq) > at);
  list.insertBefore(item, later ?? null);
  toEnd(list);
  return item;
}

// What stands in the bubble of a picture or a place: they have no words of their own.
function shownOf({ media, location }) {
  const { picture, position } = document.getElementById('sent').dataset;
  if (media) return { shown: `[${picture}]` };
  if (location) return { shown: `[${position} ${location.latitude}, ${location.longitude}]` };
  return {};
}

async function send(message, item) {
  item.querySelector('.retry')?.remove();
  item.dataset.state = 'sending';
  const answer = await post('/hooks/simulator/message', message).catch(() => null);
  item.dataset.state = answer?.ok ? 'sent' : 'failed';
  if (answer?.ok) return;
  const retry = document.getElementById('retry').content.firstElementChild.cloneNode(true);
  // The same id again: if it did arrive the first time, it is still one message.
  retry.addEventListener('click', () => send(message, item));
  item.append(retry);
}

document.addEventListener('submit', (event) => {
  if (!event.target.matches('form[data-send]')) return;
  event.preventDefault();
  const form = new FormData(event.target, event.submitter);
  const text = form.get('text').replaceAll('\r\n', '\n');
  const message = { id: newId(), phone: form.get('phone'), person, text };
  if (form.has('forwarded')) message.forwarded = form.get('forwarded');
  if (form.has('choice')) message.choice = form.get('choice');
  if (form.has('picture')) message.media = [{ url: form.get('picture'), contentType: 'image/jpeg' }];
  if (form.has('pin')) {
    const [latitude, longitude] = form.get('position').split(',').map(Number);
    message.location = { latitude, longitude };
  }
  const sent = { message, at: Date.now(), ...shownOf(message) };
  kept.sent.push(sent);
  keep();
  event.target.reset();
  send(message, showSent(sent));
});

// Enter sends, as on a phone; Shift+Enter begins a new line.
document.addEventListener('keydown', (event) => {
  if (!event.target.matches('textarea') || event.key !== 'Enter' || event.shiftKey || event.isComposing)
    return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// ---- what comes

// A basic phone tells that a message arrived, never that it was read.
async function tell(item) {
  const { externalId, partId } = item.dataset;
  const say = async (status) => {
    const answer = await post('/hooks/simulator/status', { externalId, partId, status }).catch(() => null);
    if (answer?.ok) item.dataset.told = status;
  };
  if (item.dataset.told === undefined) await say('delivered');
  if (item.dataset.told === 'delivered' && !item.closest('.sms') && document.visibilityState === 'visible')
    await say('read');
}
const tellAll = () => {
  for (const item of document.querySelectorAll('.received')) tell(item);
};
document.addEventListener('visibilitychange', tellAll);

let after = Number(document.body.dataset.after);

function show({ data }) {
  const { seq, phone, html } = JSON.parse(data);
  if (seq <= after) return;
  after = seq;
  const list = listOf(phone);
  list.insertAdjacentHTML('beforeend', html);
  toEnd(list);
  tell(list.lastElementChild);
  kept.told = seq;
  keep();
}

function listen() {
  const address = new URLSearchParams({ after: String(after), lang: language });
  const stream = new EventSource(`/simulator/people/${person}/stream?${address}`);
  stream.addEventListener('message', show);
  stream.addEventListener('open', () => document.body.setAttribute('data-listening', ''));
  stream.addEventListener('error', () => {
    document.body.removeAttribute('data-listening');
    // A broken line the browser mends itself; a refused one it gives up.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 10_000);
  });
}

for (const sent of kept.sent) showSent(sent).dataset.state = 'sent';
for (const item of document.querySelectorAll('.received'))
  if (Number(item.dataset.seq) <= kept.told) item.dataset.told = 'read';
tellAll();
kept.told = Math.max(kept.told, after);
keep();
for (const list of document.querySelectorAll('.bubbles')) toEnd(list);
listen();
