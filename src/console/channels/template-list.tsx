import type { Capabilities, TemplateStatus } from '../../core/channel.ts';
import type { Template } from '../../core/message.ts';
import type { SignedVisit } from '../route.ts';

const BADGES: Readonly<Record<TemplateStatus['status'] | 'missing' | 'unknown', string>> = {
  approved: 'badge good',
  pending: 'badge warn',
  paused: 'badge warn',
  rejected: 'badge bad',
  disabled: 'badge bad',
  missing: 'badge bad',
  other: 'badge warn',
  unknown: 'badge',
};

/** One template of ours and how its provider has it; undefined: nobody knows. */
interface Row {
  readonly channel: string;
  readonly use: 'knock' | 'bulletin';
  /** Ours. */
  readonly language: string;
  readonly template: Template;
  readonly told: TemplateStatus | 'missing' | undefined;
}

const COLUMNS = ['channel', 'use', 'language', 'name', 'stands'] as const;

/** What may leave where a person did not write lately, as the settings name it, and what the provider says of it. */
export async function TemplateList(visit: SignedVisit) {
  const { t } = visit;
  const rows = await rowsOf(visit);
  if (rows === undefined) return null;
  return (
    <section>
      <h2>{t('costs.templates.title')}</h2>
      <p class="soft">{t('costs.templates.text')}</p>
      {rows.length === 0 ? (
        <p class="card empty">{t('costs.templates.none')}</p>
      ) : (
        <table class="stack card-table">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column}>{t(`costs.templates.${column}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.channel} ${row.use} ${row.language}`}>
                <td data-label={t('costs.templates.channel')}>{row.channel}</td>
                <td data-label={t('costs.templates.use')}>{t(`costs.templates.for.${row.use}`)}</td>
                <td data-label={t('costs.templates.language')}>{row.language}</td>
                <td data-label={t('costs.templates.name')}>
                  <div>
                    <code>{row.template.name}</code>
                    {row.template.language !== row.language && (
                      <div class="soft small">
                        {t('costs.templates.filed', { language: row.template.language })}
                      </div>
                    )}
                  </div>
                </td>
                <td data-label={t('costs.templates.stands')}>
                  <Stands visit={visit} told={row.told} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Stands({ visit: { t }, told }: { visit: SignedVisit; told: Row['told'] }) {
  const status = typeof told === 'object' ? told.status : (told ?? 'unknown');
  const more = typeof told === 'object' ? [told.reason, told.category, told.quality] : [];
  const said = more.filter((one) => one !== undefined);
  return (
    <div>
      <span class={BADGES[status]}>{t(`costs.templates.status.${status}`)}</span>
      {said.length > 0 && (
        <div class="soft small">
          <code>{said.join(' · ')}</code>
        </div>
      )}
    </div>
  );
}

/** @returns undefined where no account has a window */
async function rowsOf({ deps }: SignedVisit): Promise<Row[] | undefined> {
  const windows = new Map<string, NonNullable<Capabilities['window']>>();
  for (const [account, { window }] of deps.capabilities) {
    const channel = deps.accounts.get(account)?.channel;
    if (window && channel !== undefined) windows.set(channel, window);
  }
  if (windows.size === 0) return undefined;
  const all = await Promise.all(
    [...windows].map(async ([channel, { templates, bulletins = {} }]) => {
      const told = await deps.templates.of(channel);
      const row =
        (use: Row['use']) =>
        ([language, template]: [string, Template]): Row => ({
          channel,
          use,
          language,
          template,
          told: told && (told.find((one) => isSame(one, template)) ?? 'missing'),
        });
      return [
        ...Object.entries(templates).map(row('knock')),
        ...Object.entries(bulletins).map(row('bulletin')),
      ];
    }),
  );
  return all.flat();
}

const isSame = (one: TemplateStatus, { name, language }: Template) =>
  one.name === name && one.language === language;
