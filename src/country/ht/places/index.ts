import type { Gazetteer, Place } from '../../../core/place.ts';
import { type Outline, readOutline } from '../../outline.ts';
import { communes } from './communes.ts';
import { outline as rings } from './outline.ts';
import { quarters } from './quarters.ts';
import { sections } from './sections.ts';
import { words } from './words.ts';

let read: Gazetteer | undefined;
let land: Outline | undefined;

/** The places of Haiti, read from the tables beside this file when first asked for. */
export function places(): Gazetteer {
  read ??= { places: [...departmentsAndCommunes(), ...communalSections()], quarters: quarters(), words };
  return read;
}

/** Haiti's departments as they lie on a map. */
export function outline(): Outline {
  land ??= readOutline(rings);
  return land;
}

function linesOf(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split('|'));
}

function* departmentsAndCommunes(): Generator<Place> {
  for (const [code = '', fr = '', names = '', latitude, longitude] of linesOf(communes)) {
    const [ht, ...others] = names.split('/');
    yield {
      code,
      kind: code.length === 4 ? 'department' : 'commune',
      name: { fr, ...(ht && { ht }) },
      others,
      ...(code.length > 4 && { parent: code.slice(0, 4) }),
      latitude: Number(latitude),
      longitude: Number(longitude),
    };
  }
}

function* communalSections(): Generator<Place> {
  for (const [commune = '', list = ''] of linesOf(sections)) {
    for (const section of list.split('; ')) {
      const [, last = '', number, names = '', latitude, longitude] =
        /^(\d+)(?:\.(\d+))? (.+) (\S+) (\S+)$/.exec(section) ?? [];
      const [fr = '', ...others] = names.split('/');
      yield {
        code: `${commune}-${last}`,
        kind: 'section',
        name: { fr },
        others,
        parent: commune,
        number: Number(number ?? last),
        latitude: Number(latitude),
        longitude: Number(longitude),
      };
    }
  }
}
