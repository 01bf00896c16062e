// Records what the author says, shows and plays it, cuts it, and puts it into the file field of the form around it: what
// is sent is what was heard, and not a second more. Without this script, a microphone or its permission, the field stays.
const RATE = 24_000;
const DIGITS = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

function wavOf(samples) {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const text = (at, letters) => {
    for (let n = 0; n < letters.length; n += 1) view.setUint8(at + n, letters.charCodeAt(n));
  };
  text(0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, n) => {
    view.setInt16(44 + n * 2, Math.round(32_767 * Math.max(-1, Math.min(1, sample))), true);
  });
  return new File([view], 'recording.wav', { type: 'audio/wav' });
}

/** All pieces as one, at the rate that is sent: a slow link shall not carry what no phone will play. */
async function asOne(pieces, rate) {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length === 0) return new Float32Array(0);
  const offline = new OfflineAudioContext(1, Math.max(1, Math.round((length / rate) * RATE)), RATE);
  const buffer = offline.createBuffer(1, length, rate);
  let at = 0;
  for (const piece of pieces) {
    buffer.copyToChannel(piece, 0, at);
    at += piece.length;
  }
  const source = new AudioBufferSourceNode(offline, { buffer });
  source.connect(offline.destination);
  source.start();
  return (await offline.startRendering()).getChannelData(0);
}

function draw(canvas, samples, from, to) {
  const { width, height } = canvas;
  const pen = canvas.getContext('2d');
  const { color, borderColor } = getComputedStyle(canvas);
  pen.clearRect(0, 0, width, height);
  const step = Math.max(1, Math.floor(samples.length / width));
  for (let x = 0; x < width; x += 2) {
    let peak = 0;
    for (let n = x * step; n < (x + 2) * step && n < samples.length; n += 1)
      peak = Math.max(peak, Math.abs(samples[n]));
    const seconds = (x * step) / RATE;
    pen.fillStyle = seconds >= from && seconds <= to ? color : borderColor;
    const tall = Math.max(1, peak * height);
    pen.fillRect(x, (height - tall) / 2, 1.5, tall);
  }
}

function open(part) {
  const form = part.closest('form');
  const field = form.querySelector('input[type=file]');
  const find = (name) => part.querySelector(`[data-part=${name}]`);
  const [record, result, canvas, play, from, to, length, problem] = [
    'record',
    'result',
    'wave',
    'play',
    'from',
    'to',
    'length',
    'problem',
  ].map(find);
  const words = record.dataset;
  const most = Number(part.dataset.most);
  let samples = new Float32Array(0);
  let running;
  let playing;

  const chosen = () => [Number(from.value), Number(to.value)];
  const tell = (seconds) => {
    length.textContent = part.dataset.seconds.replace(
      '0',
      seconds.toLocaleString(document.documentElement.lang, DIGITS),
    );
  };
  const show = () => {
    const [start, end] = chosen();
    draw(canvas, samples, start, end);
    tell(end - start);
  };
  const keep = () => {
    const [start, end] = chosen();
    const files = new DataTransfer();
    files.items.add(wavOf(samples.subarray(Math.round(start * RATE), Math.round(end * RATE))));
    field.files = files.files;
  };
  const moved = ({ target }) => {
    // Neither end passes the other: a tenth of a second stays.
    if (target === from) from.value = Math.min(Number(from.value), Number(to.value) - 0.1);
    else to.value = Math.max(Number(to.value), Number(from.value) + 0.1);
    show();
  };
  for (const slider of [from, to]) {
    slider.addEventListener('input', moved);
    slider.addEventListener('change', keep);
  }

  const stop = async () => {
    const { context, stream, pieces, timer } = running;
    running = undefined;
    clearTimeout(timer);
    for (const track of stream.getTracks()) track.stop();
    samples = await asOne(pieces, context.sampleRate);
    await context.close();
    record.textContent = words.again;
    record.setAttribute('aria-pressed', 'false');
    if (samples.length === 0) return;
    const end = Math.min(most, samples.length / RATE);
    for (const slider of [from, to]) slider.max = end.toFixed(1);
    from.value = 0;
    to.value = end.toFixed(1);
    result.hidden = false;
    show();
    keep();
  };

  const start = async () => {
    problem.hidden = true;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch {
      problem.hidden = false;
      return;
    }
    const context = new AudioContext();
    await context.audioWorklet.addModule(part.dataset.worklet);
    const pieces = [];
    const node = new AudioWorkletNode(context, 'recorder', { numberOfOutputs: 1, channelCount: 1 });
    let heard = 0;
    node.port.onmessage = ({ data }) => {
      pieces.push(data);
      heard += data.length / context.sampleRate;
      tell(heard);
    };
    new MediaStreamAudioSourceNode(context, { mediaStream: stream })
      .connect(node)
      .connect(context.destination);
    running = { context, stream, pieces, timer: setTimeout(stop, most * 1_000) };
    record.textContent = words.stop;
    record.setAttribute('aria-pressed', 'true');
  };
  record.addEventListener('click', () => (running ? stop() : start()));

  play.addEventListener('click', async () => {
    if (playing) return playing.stop();
    const context = new AudioContext();
    const buffer = context.createBuffer(1, samples.length, RATE);
    buffer.copyToChannel(samples, 0);
    const [first, last] = chosen();
    playing = new AudioBufferSourceNode(context, { buffer });
    playing.connect(context.destination);
    playing.onended = () => {
      playing = undefined;
      play.textContent = play.dataset.play;
      context.close();
    };
    playing.start(0, first, last - first);
    play.textContent = play.dataset.stop;
  });

  part.hidden = false;
}

if (navigator.mediaDevices?.getUserMedia && 'AudioWorkletNode' in window)
  for (const part of document.querySelectorAll('[data-recorder]')) open(part);
