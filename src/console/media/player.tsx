import type { Visit } from '../route.ts';

const SPEEDS = [0.5, 0.75, 1] as const;

/** A sound or a film to be played, also slowly: players.js makes the buttons work, and shows them. */
export function Player(props: {
  visit: Visit;
  src: string;
  film?: boolean;
  /** What is heard, where nothing beside it says so. */
  label?: string;
  /** Attributes by which htmx leaves it as it is. */
  staying?: Readonly<Record<string, string>>;
}) {
  const { visit, src, film = false, label, staying } = props;
  const Tag = film ? 'video' : 'audio';
  return (
    <div class="player">
      <Tag {...staying} src={src} controls preload="none" aria-label={label} />
      <fieldset class="speeds" aria-label={visit.t('console.file.speed')}>
        {SPEEDS.map((speed) => (
          <button key={speed} type="button" class="second" data-speed={speed} aria-pressed={speed === 1}>
            {speed.toLocaleString(visit.language)}×
          </button>
        ))}
      </fieldset>
    </div>
  );
}
