import type { ProfileInput } from '../members/profile.ts';
import { addressIn, mailFor, nameFields, type Person, phoneFor, profileOfPerson, type Registry } from './people.ts';
import { familyNames } from './words/names.ts';
import { halfWidthKana, variantNames, variantOf } from './words/spellings.ts';

/** The ways in which one person comes to have a second card that does not look like the first. */
export type Twist =
  | 'changed_phone'
  | 'maiden_name'
  | 'variant_letter'
  | 'half_width_kana'
  | 'name_order'
  | 'moved_house'
  | 'old_card'
  | 'birthday_slip';

/** The older card's person and what stood on it. The newer card always says what is true today. */
export type Twisted = { person: Person; older: ProfileInput };

/** Makes a second, older card's profile for a person, twisted in one way; may choose another name for both. */
export function twist(registry: Registry, somebody: Person, how: Twist): Twisted {
  const person = how === 'variant_letter' ? { ...somebody, family: registry.random.pick(variantNames) } : somebody;
  const { postalCode: _, address: __, ...kept } = profileOfPerson(person);
  return { person, older: { ...kept, ...changes[how](registry, person) } };
}

type Change = (registry: Registry, person: Person) => ProfileInput;

const changes: Record<Twist, Change> = {
  changed_phone: (registry) => ({ phone: phoneFor(registry) }),
  maiden_name: (registry, person) => {
    const maiden = registry.random.weighed(familyNames.filter(({ kana }) => kana !== person.family.kana));
    return { ...nameFields(maiden, person.given), mail: mailFor(registry, maiden, person.given) };
  },
  variant_letter: (registry, { family, given }) => ({
    ...nameFields({ ...family, written: variantOf(family.written) }, given),
    ...(registry.random.chance(0.5) && { phone: phoneFor(registry) }),
  }),
  half_width_kana: (_, { family, given, phone, mail }) => ({
    familyName: halfWidthKana(family.kana),
    givenName: halfWidthKana(given.kana),
    familyKana: halfWidthKana(family.kana),
    givenKana: halfWidthKana(given.kana),
    phone: phone.replaceAll('-', ''),
    mail: mail.toUpperCase(),
    birthDate: '',
  }),
  name_order: (_, { family, given }) => nameFields(given, family),
  moved_house: (registry, { store, family, given }) => ({
    ...addressIn(registry.random, store),
    phone: phoneFor(registry),
    mail: mailFor(registry, family, given),
  }),
  old_card: (_, { family, given }) => ({
    ...nameFields(family, given),
    familyKana: '',
    givenKana: '',
    birthDate: '',
    mail: '',
  }),
  birthday_slip: (registry, { birthDate }) => {
    const [year, month, day] = birthDate.split('-');
    const swaps = Number(day) <= 12 && day !== month;
    return {
      birthDate: swaps ? `${year}-${day}-${month}` : `${Number(year) + 1}-${month}-${day}`,
      phone: phoneFor(registry),
    };
  },
};
