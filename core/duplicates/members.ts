import type { ProfileField } from '../../db/schema/members.ts';
import type { Profile } from '../members/profile.ts';
import type { Column } from './role.ts';
import { growTable, type Table } from './table.ts';

const fields = [
  'familyName',
  'givenName',
  'familyKana',
  'givenKana',
  'birthDate',
  'phone',
  'mail',
  'postalCode',
  'address',
] as const satisfies readonly ProfileField[];

const columns: Column[] = fields.map((role, index) => ({ name: role, role, index }));

/** The values of one member as they were entered, field by field. */
export type MemberValues = { [field in ProfileField]?: string };

/** What a profile says now. */
export function valuesOf(profile: Profile): MemberValues {
  return Object.fromEntries(fields.flatMap((field) => (profile[field] ? [[field, profile[field].value]] : [])));
}

/** A table of members that grows account by account; a row is the place at which an account came. */
export function growMembers(): { add: (values: MemberValues) => void; done: () => Table } {
  const { add, done } = growTable(columns);
  return { add: (values) => add(fields.map((field) => values[field] ?? '')), done };
}
