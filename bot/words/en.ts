import type { Temporal } from 'temporal-polyfill';
import type { Words } from './ja.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
]; // biome-ignore format: one list, one line

function day(date: Temporal.PlainDate, today: Temporal.PlainDate): string {
  const year = date.year === today.year ? '' : ` ${date.year}`;
  return `${weekdays[date.dayOfWeek - 1]}, ${date.day} ${months[date.month - 1]}${year}`;
}

const figure = (value: number) => value.toLocaleString('en-US');
const counted = (count: number, one: string, many: string) => `${figure(count)} ${count === 1 ? one : many}`;

/** Every sentence the bot says in English. */
export const en: Words = {
  day,
  birthday: (date) => `${date.day} ${months[date.month - 1]} ${date.year}`,
  figure,
  points: (value) => `${figure(value)} pt`,
  yen: (value) => `¥${figure(value)}`,
  sama: (name) => `${name}-sama`,
  memberName: (name) => name,
  listEnd: (more) => `and ${more} more`,
  menu: {
    points: 'Points',
    history: 'Purchases',
    card: 'Card',
    join: 'Join cards',
    recommend: 'Recommend',
    help: 'Help',
    howTo: 'How to',
    number: 'Member number',
    request: 'See the status',
  },
  menuBar: 'Menu',
  welcome: {
    title: 'A pleasure to meet you',
    body: 'With a member card in LINE you can see your points and purchases here at any time. It takes about four questions.',
    start: 'Make my card',
    note: 'What you tell us is used for your card and our messages only. You can undo the link to LINE at any time.',
    relinkTitle: 'Welcome back',
    relink: 'There is the card you used with this LINE before. Shall we link it again?',
    relinkPress: 'Link it again',
    anew: 'Make a new one',
    relinked: (name) => `Welcome back, ${name}. Your card is yours to use again.`,
    back: (name) => `Welcome back, ${name}. We are glad to be of help in LINE again.`,
  },
  registration: {
    ask: {
      name: 'May we have your name? Please leave a space between family and given name, such as “Yuki Hanako”.',
      kana: 'How is your name read? In hiragana or katakana, please, again with a space in between.',
      birthday: 'Please choose your birthday. You can also register without telling us.',
      contact: 'Your mobile number or mail address, please. It tells us that it is you if you ever lose your card.',
      confirm: 'We will make your card with this. Is it right?',
    },
    problems: {
      name_needs_two: 'Please write your family and given name with a space in between.',
      name_too_long: 'We can keep up to 30 letters each for the family and the given name.',
      name_unreadable: 'Please write your name without figures or symbols.',
      kana_needs_two: 'Please write both readings with a space in between.',
      kana_only: 'Please write the reading in hiragana or katakana.',
      birthday_unreadable: 'Please choose a date with the button below, or write it like 1985-04-03.',
      birthday_ahead: 'Please check the year of your birthday once more.',
      contact_unreadable: 'A phone number begins with figures such as 090; a mail address has an @ in it.',
      needed: 'We need this to make your card. May we ask you for it?',
      press_a_button: 'Please choose one of the buttons below. You can correct an answer there as well.',
    },
    title: 'Your member card',
    stations: ['Name', 'Birthday', 'Contact', 'Check'],
    fields: { name: 'Name', kana: 'Reading', birthday: 'Birthday', contact: 'Contact' },
    left: 'Not told',
    pickDate: 'Choose a date',
    skip: 'Skip',
    back: 'Back',
    stop: 'Stop',
    confirm: 'Register with this',
    edit: (field) => `Correct: ${field.toLowerCase()}`,
    stopped: 'Very well. We kept nothing of what you told us. You can make a card here whenever you like.',
    first: 'Please make your card first. It takes two minutes, and then we can answer at once.',
    done: (name) => `Thank you for registering, ${name}. This is your card: please show it at the till.`,
    codeSent: {
      phone:
        'We have sent six digits to your phone. Please send them here within 10 minutes. If you have an older card, you can then join the two.',
      mail: 'We have mailed you six digits. Please send them here within 10 minutes. If you have an older card, you can then join the two.',
    },
    proved: 'Thank you. We have confirmed your contact.',
    offerTitle: 'There is an earlier card',
    offer:
      'A card with the same contact was made before. If it is yours, its points and purchases can be joined with this one.',
    accept: 'Join them',
    decline: 'Not now',
    declined: 'Very well. Should you change your mind, just send “join”.',
  },
  card: {
    title: 'Member card',
    number: 'Member number',
    open: 'Show it large',
    alt: (name) => `Member card of ${name}`,
  },
  number: (grouped) => `Your member number is ${grouped}.`,
  balance: {
    now: 'Yours to use now',
    soonest: 'Soonest to end first',
    until: (date) => `Until ${date}`,
    noEnd: 'No end',
    rest: (count) => `After that, ${counted(count, 'lot', 'lots')}`,
    pending: (goods, points, date) => `${points} from your ${goods} will be added on ${date}.`,
    pendingSome: (points, date) => `${points} more will be added, the first on ${date}.`,
    welcomeGift: 'Welcome gift',
    welcomePending: (points) => `Your welcome gift of ${points} will be added with your first purchase.`,
    waiting: (points, date) => `The ${points} you joined can be used from ${date}.`,
    awaiting: 'To see the points of the card you joined, choose “See both” on the details page.',
    empty: 'No points yet. Show your card at the till and they will be added with every purchase.',
    details: 'See the details',
    alt: (points) => `You have ${points} to use now`,
  },
  history: {
    title: 'Your purchases',
    count: (purchases) => `${counted(purchases, 'purchase', 'purchases')} so far`,
    visit: 'Visit',
    more: (count) => `and ${count} more`,
    open: 'See all',
    empty: 'No purchases yet. Show your card at the till and they will appear here.',
    alt: 'Your purchases',
  },
  join: {
    title: 'Join an earlier card',
    body: 'The points and purchases of an earlier card can be joined with this one. Please have its number, or the phone or mail you gave then.',
    open: 'Join cards',
    back: 'Joined cards can be parted again at any time.',
  },
  request: {
    number: (id) => `Request ${id}`,
    stations: ['Asked', 'You', 'Store', 'Joined'],
    proving: 'Please show us that it is you',
    provingBody: 'If a card matches, we have sent a code to the contact on file. Please send the six digits here.',
    waiting: (store) => `${store} is checking`,
    waitingAnywhere: 'The store is checking',
    waitingBody: 'We will answer in LINE today. There is nothing more for you to do.',
    frozen: 'Stopped, so that we can check',
    frozenBody: 'Please get in touch with a store.',
    none: 'You have no request with us. To join an earlier card, please use the button below.',
    question: (staff) => `A question from ${staff}`,
    answerHere: 'Just answer with a message here.',
    passed: 'Thank you, we have your answer. The store will read it.',
    rejected: 'We were not able to join the cards this time. Please speak with us in the store.',
    expired: 'The time for your request has passed and we closed it. To ask again, just send “join”.',
    cancelled: 'We have taken your request back. You can ask again at any time.',
    proved: 'Thank you. We know that it is you. The store will check, and we will answer in LINE.',
    look: 'See how it stands',
    cancel: 'Take it back',
    aboutYou: 'Somebody asked us to join your member card with another one.',
    aboutYouBody:
      'If it was you, there is nothing to do. If it was not, tell us with the button below and we will stop it at once.',
    notMe: 'It was not me',
  },
  merged: {
    title: 'Your two cards are now one',
    here: (tail) => `Until now ••••${tail}`,
    there: (tail) => `Earlier ••••${tail}`,
    after: 'Together',
    history: (here, there) => `Your purchases, ${here} and ${there}, are now ${here + there}.`,
    wait: (points, date) => `The earlier ${points} can be used from ${date}.`,
    open: 'See my points',
    notMe: 'It was not me',
    alt: 'Your cards are now one.',
    aboutYou: 'Your member card was joined with another one.',
    aboutYouBody:
      'If it was you, there is nothing to do. If it was not, tell us with the button below: it can be undone.',
  },
  unmerged: {
    title: 'Your cards are apart again',
    body: (points) => `We parted the cards and gave each back its own. The one you use has ${points}.`,
    help: 'If anything is unclear, please speak with us in the store.',
  },
  remerged: {
    title: 'Your cards are one again',
    body: (points) => `The cards that were parted are joined again. Together they have ${points}.`,
  },
  recommend: {
    intro: (name, count) => `For ${name}, we chose ${counted(count, 'thing', 'things')}.`,
    introBought: (name, goods, count) =>
      `For ${name}, who has ${goods}, we chose ${counted(count, 'thing', 'things')}.`,
    basket: (goods, buyers, together) =>
      `Of ${counted(buyers, 'person', 'people')} who chose ${goods}, ${figure(together)} chose this with it.`,
    popular: (persons, buyers) =>
      `Of ${counted(persons, 'person', 'people')} who bought here, ${figure(buyers)} chose this.`,
    pairing: (sentence, staff) => `${sentence}\n(${staff})`,
    open: 'See more',
    empty: 'Once there are purchases, we will choose what goes with them. Until then our staff will gladly advise you.',
    off: 'You asked us not to recommend things. You can change that at any time under “Settings” on the card page.',
    alt: 'What we chose for you',
  },
  scenario: {
    sender: (staff, store) => (store ? `${staff} (${store})` : staff),
    story: { title: (goods) => `How ${goods} came to be`, howTo: 'How to use it', open: 'Read on' },
    thanks: {
      text: (name, goods) => `${name}, thank you for your purchase the other day. How do you sleep with ${goods}?`,
      textOther: (name, goods) => `${name}, thank you for choosing ${goods} the other day.`,
      title: 'How to care for it',
      open: 'See the care',
    },
    trouble: {
      text: (name, goods) => `${name}, you have had ${goods} for half a year now. Is anything troubling you?`,
      title: 'Is anything troubling you?',
      body: 'Sagging, sounds, damp: whatever it is, just write it here. Our staff will answer.',
      open: 'See it',
    },
    ask: (staff) => `Ask ${staff}`,
    askAnyone: 'Ask our staff',
    askText: 'I would like some advice',
  },
  help: {
    title: 'What we can do for you',
    lines: [
      ['Points', 'your points and when they end'],
      ['Purchases', 'what you bought, and your visits'],
      ['Card', 'the card to show at the till'],
      ['Join cards', 'make an earlier card one with this'],
      ['Recommend', 'what goes with what you have'],
      ['Status', 'how your request stands'],
    ],
    note: 'Write the word, or use the menu below.',
    unlink: 'You can undo the link to LINE and stop our messages at any time under “Settings” on the card page.',
  },
  notUnderstood: 'I did not quite catch that. I can answer at once about points, purchases and your card.',
  picture: 'Your picture arrived. Our staff cannot see it yet, so please tell us in words what we can do.',
  buttonUnusable: 'This button can no longer be used. Please choose again from the menu below.',
  refusals: {
    not_yours: () => 'Please do this from your own LINE.',
    not_staff: () => 'Our staff does this for you. Please ask in the nearest store.',
    not_found: () => 'We could not find that. Send “status” to see your request.',
    already_member: () => 'You have a card already. Send “card” and we will show it.',
    bad_input: () => 'Please check how it is written and send it once more.',
    rate_limited: () => 'That was tried quite often, so we rest a little. Please try again in 30 minutes.',
    request_open: () => 'You have a request with us. Send “status” to see it.',
    request_closed: () => 'This request is already settled. To ask again, send “join”.',
    request_stale: () => 'The request has changed. Send “status” to see it as it is now.',
    request_frozen: () => 'We have stopped it to check something. Please get in touch with a store.',
    request_unproved: () => 'We do not know yet that it is you. Please send the six digits you received.',
    wrong_code: ({ triesLeft }) =>
      Number(triesLeft) > 0
        ? `That code did not match. You can try ${counted(Number(triesLeft), 'more time', 'more times')}.`
        : 'That code did not match. Please get a new code and try once more.',
    code_expired: () => 'The time for that code has passed. Please get a new one.',
    same_account: () => 'That is the card you are using. Please check the number or contact of the earlier one.',
    already_one: () => 'That card is one with yours already. Send “points” to see it.',
    cannot_link: () => 'We cannot join these here. Please speak with us in the store.',
    component_full: () => 'These are more cards than can be joined. Please speak with us in the store.',
    about_yourself: () => 'What concerns yourself is decided by a colleague.',
    edge_not_active: () => 'These cards are apart already. Send “points” to see yours.',
    edge_not_void: () => 'These cards are still one. Send “points” to see them.',
    preview_stale: () => 'Something has changed. Please look at it once more.',
    choice_needed: () => 'Something is left to choose. Please look at it once more.',
    not_enough_points: ({ available }) =>
      `There are not enough points. You have ${figure(Number(available))} pt to use now.`,
    key_reused: () => 'We have done this already. Send “status” to see it.',
    link_used: () => 'This link was used already. Please begin once more.',
  },
  notMePage: {
    title: 'If it was not you',
    ask: 'If you know nothing about joining your member card with another one, press the button. We will stop it at once, and a store will look into it.',
    press: 'It was not me',
    leave: 'If it was you, simply close this page.',
    done: 'Thank you for telling us. We have stopped it and told the store, which will get in touch with you.',
    unusable: 'This link can no longer be used. Please get in touch with a store.',
  },
  mail: {
    codeSubject: 'Your code',
    code: (code) =>
      `Your code is ${code}.\n\nPlease write it in LINE within 10 minutes, and tell it to nobody.\n\nIf you did not ask for it, simply throw this mail away.`,
    codeWithLink: (code, link) =>
      `Your code is ${code}.\n\nPlease enter it within 10 minutes on the page for joining cards, and tell it to nobody, not even to our staff.\n\nIf you did not ask for it, tell us here and we will stop it at once.\n${link}`,
    aboutYouSubject: 'A request about your member card',
    aboutYou: (link) =>
      `Somebody asked us to join your member card with another one.\n\nIf it was you, there is nothing to do.\nIf it was not, tell us here and we will stop it at once.\n${link}`,
    mergedSubject: 'Your member card is now one with another',
    merged: (link) =>
      `Your member card was joined with another one.\n\nIf it was you, there is nothing to do.\nIf it was not, tell us here: it can be undone.\n${link}`,
  },
  sms: {
    code: (code) => `Your code is ${code}. Use it within 10 minutes and tell it to nobody.`,
    aboutYou: (link) => `Somebody asked to join your member card with another. Not you? ${link}`,
    merged: (link) => `Your member card was joined with another. Not you? ${link}`,
  },
};
