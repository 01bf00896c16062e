/** Five digits never begin with 0, and there are ten departments: Nippes stands behind the communes of the North-West. */
const NIPPES = { department: '10', stands: '9', behind: 50 };

/**
 * The number by which observers write a place, without its check digit: department (one digit), commune (two), section
 * (two; 00 for the commune itself, 0000 for the department). From 20 on, the last two are polling centres.
 * @param code P-code, e.g. HT0113-09
 */
export function numberOf(code: string): string {
  const [, department = '', commune = '', section = ''] = /^HT(\d\d)(\d\d)?(?:-(\d\d))?$/.exec(code) ?? [];
  const nippes = department === NIPPES.department;
  const first = nippes ? NIPPES.stands : String(Number(department));
  const within = Number(commune) + (nippes ? NIPPES.behind : 0);
  return `${first}${String(within).padStart(2, '0')}${section.padStart(2, '0')}`;
}

/** The first of the two last digits that polling centres begin at. */
export const FIRST_CENTRE = 20;
