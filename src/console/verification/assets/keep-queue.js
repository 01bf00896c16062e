// The queue loads itself anew every few seconds. What somebody has ticked, typed or unfolded in it stays until they are
// done: then nothing is loaded. What they typed must not travel in the address of the request, so it is asked here.
document.addEventListener('htmx:beforeRequest', (event) => {
  const queue = document.getElementById('queue');
  if (!queue || event.detail.elt !== queue) return;
  const isChanged = (field) =>
    ['checkbox', 'radio'].includes(field.type)
      ? field.checked
      : field.type !== 'hidden' && field.value !== '';
  const fields = [...queue.querySelectorAll('input, textarea')];
  if (
    fields.some(isChanged) ||
    queue.querySelector('details[open]') ||
    document.activeElement?.matches('#queue :is(input, select, textarea)')
  ) {
    event.preventDefault();
  }
});
