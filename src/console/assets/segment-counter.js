// Counts what is typed as an operator would bill it, below every textarea that asks for it. A convenience: the
// server folds and counts again. The rules are those of core/sms.ts, which also makes UNITS: what each letter of
// GSM-7 costs in septets after folding; what is not in it makes the message UCS-2.
const unitsOf = (text) => {
  const letters = [...text.normalize('NFC')];
  const gsm7 = letters.every((letter) => UNITS.has(letter));
  const cost = (letter) => (gsm7 ? UNITS.get(letter) : letter.length);
  return { costs: letters.map(cost), single: gsm7 ? 160 : 70, several: gsm7 ? 153 : 67 };
};

const segmentsOf = (text) => {
  const { costs, single, several } = unitsOf(text);
  const all = costs.reduce((sum, cost) => sum + cost, 0);
  if (all <= single) return { segments: Math.min(all, 1), units: all };
  let segments = 1;
  let used = 0;
  for (const cost of costs) {
    used += cost;
    if (used > several) {
      segments += 1;
      used = cost;
    }
  }
  return { segments, units: all };
};

for (const area of document.querySelectorAll('textarea[data-segments]')) {
  const line = document.createElement('p');
  line.className = 'hint counter';
  area.after(line);
  const show = () => {
    const typed = area.value.trim();
    // What the server puts behind it costs as well.
    const { segments, units } = segmentsOf([typed, typed && area.dataset.behind].filter(Boolean).join(' '));
    line.textContent = area.dataset.segments.replace('[n]', segments).replace('[units]', units);
  };
  area.addEventListener('input', show);
  show();
}
