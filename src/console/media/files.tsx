import type { FileSeen } from '../../store/files-seen.ts';
import type { Visit } from '../route.ts';
import { Player } from './player.tsx';

/**
 * What came with a message, where it stands: pictures small, sound and film to play, all else to save. Nothing is
 * loaded before it is looked at or played.
 */
export function Files(props: {
  visit: Visit;
  files: readonly FileSeen[];
  /** What is said may be written down, at the verification desk. */
  writeDown?: boolean;
}) {
  const { visit, files, writeDown = false } = props;
  if (files.length === 0) return null;
  return (
    <ul class="files">
      {files.map((file) => (
        <li key={file.id}>
          <Shown visit={visit} file={file} />
          <About visit={visit} file={file} />
          {file.said !== undefined && (
            <blockquote class="said" dir="auto">
              {file.said}
            </blockquote>
          )}
          {writeDown && <WriteDown visit={visit} file={file} />}
        </li>
      ))}
    </ul>
  );
}

function WriteDown({ visit, file: { blobId, contentType = '', said } }: { visit: Visit; file: FileSeen }) {
  if (blobId === undefined || !/^(audio|video)\//.test(contentType)) return null;
  const back = new URLSearchParams({ back: visit.url });
  return (
    <p>
      <a href={`/verification/spoken/${blobId}?${back}`}>
        {visit.t(said === undefined ? 'spoken.link' : 'spoken.again')}
      </a>
    </p>
  );
}

/** Stays the same element when the list around it is replaced: a voice note goes on playing, a picture is not loaded again. */
const staying = (file: FileSeen) => ({ id: `file-${file.id}`, 'hx-preserve': 'true' });

function Shown({ visit, file }: { visit: Visit; file: FileSeen }) {
  const { blobId, contentType = '' } = file;
  if (blobId === undefined) return null;
  const at = `/media/${blobId}`;
  if (contentType.startsWith('image/')) {
    return (
      <a href={at} target="_blank" rel="noopener">
        <img
          {...staying(file)}
          src={`${at}/small`}
          alt={visit.t('console.file.open_picture')}
          loading="lazy"
        />
      </a>
    );
  }
  const film = contentType.startsWith('video/');
  if (!film && !contentType.startsWith('audio/')) return null;
  return <Player visit={visit} src={at} film={film} staying={staying(file)} />;
}

function About({ visit, file }: { visit: Visit; file: FileSeen }) {
  const { t } = visit;
  const kind = t(`console.file.kind.${file.kind}`);
  if (file.state !== 'there' || file.blobId === undefined) {
    return (
      <p class="soft">
        {kind} ·{' '}
        <span class={file.state === 'waiting' ? undefined : 'mistake'}>
          {t(`console.file.state.${file.state}`)}
        </span>
      </p>
    );
  }
  return (
    <p class="soft">
      <a href={`/media/${file.blobId}`} target="_blank" rel="noopener">
        {kind}
      </a>
      {file.seconds !== undefined && <> · {t('console.file.seconds', { n: file.seconds })}</>}
      {file.size !== undefined && <> · {sizeInWords(visit, file.size)}</>}
      {file.tips > 1 && (
        <>
          {' '}
          <span class="badge warn">{t('console.file.same', { count: file.tips })}</span>
        </>
      )}
    </p>
  );
}

export function sizeInWords({ t }: Visit, bytes: number): string {
  const kb = Math.max(1, Math.round(bytes / 1_000));
  return kb < 1_000 ? t('console.file.kb', { n: kb }) : t('console.file.mb', { n: (kb / 1_000).toFixed(1) });
}

/** The public message that was forwarded: as text, so that one sees where it leads before one goes there. */
export function Origin({ visit, origin }: { visit: Visit; origin: string | null | undefined }) {
  if (!origin || !URL.canParse(origin)) return null;
  const { protocol, host, pathname } = new URL(origin);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  return (
    <p class="origin soft">
      {visit.t('console.file.origin')}{' '}
      <a href={origin} target="_blank" rel="noopener noreferrer nofollow">
        {host}
        {pathname === '/' ? '' : pathname}
      </a>
    </p>
  );
}
