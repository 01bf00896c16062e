// A claim's page has several forms, and sending one loads the page anew: what was typed into the others comes back.
// It stays in this tab until then and is nowhere else. Without this script each form keeps only its own.
const KEY = 'typed beside';

const fieldsOf = (form) =>
  [...form.elements].filter((field) => field.name && !['hidden', 'submit', 'file'].includes(field.type));
const isChoice = (field) => field.type === 'radio' || field.type === 'checkbox';
// After a refusal the server has filled in what was typed: it is nowhere else yet.
const isRefused = document.querySelector('main > .note.bad[role=alert]') !== null;
const isChanged = (field) => {
  if (isChoice(field)) return field.checked && (isRefused || !field.defaultChecked);
  if (isRefused) return field.value !== '';
  if (field.type !== 'select-one') return field.value !== field.defaultValue;
  const first = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(0, first);
};

document.addEventListener('submit', ({ target }) => {
  const typed = [...document.querySelectorAll('main form[method=post]')]
    .filter((form) => form !== target)
    .flatMap((form) =>
      fieldsOf(form)
        .filter(isChanged)
        .map((field) => [form.action, field]),
    )
    .map(([action, field]) => [action, field.name, field.value]);
  if (typed.length > 0) sessionStorage.setItem(KEY, JSON.stringify({ page: location.pathname, typed }));
});

const kept = sessionStorage.getItem(KEY);
sessionStorage.removeItem(KEY);
const { page, typed } = kept ? JSON.parse(kept) : { page: '', typed: [] };
// A refusal is shown under the form's own address, below the claim's.
if (page.startsWith(location.pathname) || location.pathname.startsWith(page)) {
  for (const [action, name, value] of typed) {
    const form = [...document.querySelectorAll('main form[method=post]')].find(
      (each) => each.action === action,
    );
    for (const field of form ? fieldsOf(form).filter((each) => each.name === name) : []) {
      if (field.type === 'checkbox') field.checked ||= field.value === value;
      else if (field.type === 'radio') field.checked = field.value === value;
      else field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      const folded = field.closest('details');
      if (folded) folded.open = true;
    }
  }
}
