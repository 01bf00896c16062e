// Sound and film as slowly as one needs to write it down, at the same pitch. The buttons stand beside each player and
// are shown once this runs; lists are replaced while a voice note goes on playing, so nothing is bound to an element.
document.documentElement.classList.add('scripted');

const playerOf = (button) => button.closest('.player')?.querySelector('audio, video');

const show = (player) => {
  for (const button of player.closest('.player')?.querySelectorAll('[data-speed]') ?? [])
    button.setAttribute('aria-pressed', String(Number(button.dataset.speed) === player.playbackRate));
};

document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('[data-speed]');
  const player = button && playerOf(button);
  if (!player) return;
  player.preservesPitch = true;
  player.playbackRate = Number(button.dataset.speed);
  show(player);
});

document.addEventListener('htmx:afterSettle', () => {
  for (const player of document.querySelectorAll('.player audio, .player video')) show(player);
});
