import type { Visit } from '../route.ts';

/** Seconds that are recorded at most. */
const MOST = 60;

/** For recorder.js, which shows it where a browser can record; it fills the file field of the form around it. */
export function Recorder({ visit, id }: { visit: Visit; id: string }) {
  const t = (key: string) => visit.t(`recording.${key}`);
  return (
    <div
      class="recorder"
      data-recorder
      data-most={MOST}
      data-seconds={t('seconds')}
      data-worklet={visit.asset('recorder-worklet.js')}
      hidden
    >
      <p class="row">
        <button
          type="button"
          class="second"
          data-part="record"
          data-stop={t('stop')}
          data-again={t('again')}
          aria-pressed="false"
        >
          {t('record')}
        </button>
        <output data-part="length" />
      </p>
      <p class="mistake" data-part="problem" role="alert" hidden>
        {t('no_microphone')}
      </p>
      <div data-part="result" hidden>
        <canvas data-part="wave" width="600" height="80" role="img" aria-label={t('wave')} />
        <End id={`${id}.from`} part="from" label={t('from')} />
        <End id={`${id}.to`} part="to" label={t('to')} />
        <p class="row">
          <button
            type="button"
            class="second"
            data-part="play"
            data-play={t('play')}
            data-stop={t('silence')}
          >
            {t('play')}
          </button>
        </p>
      </div>
    </div>
  );
}

/** Left out of what the form sends: it is cut before. */
function End({ id, part, label }: { id: string; part: 'from' | 'to'; label: string }) {
  return (
    <p class="end">
      <label for={id}>{label}</label>
      <input id={id} type="range" data-part={part} min="0" max={MOST} step="0.1" />
    </p>
  );
}
