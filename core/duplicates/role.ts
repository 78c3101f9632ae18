/**
 * What a column of a member file holds. `place`: a part of an address that is compared by itself; `trait`: anything of a person that may agree by
 * chance; `code`: what is given to one person only, such as a number of another register.
 */
export type Role =
  | 'familyName'
  | 'givenName'
  | 'familyKana'
  | 'givenKana'
  | 'fullName'
  | 'fullKana'
  | 'birthDate'
  | 'birthYear'
  | 'birthMonth'
  | 'birthDay'
  | 'gender'
  | 'phone'
  | 'mail'
  | 'postalCode'
  | 'address'
  | 'place'
  | 'trait'
  | 'code';

/** A column that takes part in the comparison, by its place in a row. */
export type Column = { name: string; role: Role; index: number };
