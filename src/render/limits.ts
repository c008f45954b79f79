/**
 * What the platforms allow, in one table. Lengths are UTF-16 units: never more generous than the platforms, which
 * count characters. `messages` is our own: the most messages one page may become before whole points are left out.
 */
export const LIMITS = {
  /** https://docs.discord.com/developers/components/reference and /resources/message (Components V2). */
  discord: {
    messages: 5,
    /** Of all text displays of a message; button texts are counted in, to be safe. */
    text: 4_000,
    /** Nested ones too. */
    components: 40,
    buttonsPerRow: 5,
    buttonText: 80,
    buttonId: 100,
    commandName: 32,
    commandDescription: 100,
    /** Commands in the menu of a message. */
    menuCommands: 15,
    options: 25,
    suggestions: 25,
    suggestionText: 100,
    nonce: 25,
    question: 4_000,
    modalTitle: 45,
    modalFields: 5,
    fieldLabel: 45,
    /** Discord allows 100; a list of threads shows no more. */
    threadName: 90,
  },
  /** https://docs.slack.dev/reference/block-kit/blocks; `text` is undocumented (bolt-js#2509: about 13,200). */
  slack: {
    messages: 5,
    /** Of all blocks of a message. */
    text: 12_000,
    blocks: 50,
    /** In a modal or App Home. */
    viewBlocks: 100,
    sectionText: 3_000,
    headerText: 150,
    contextElements: 10,
    buttonsPerRow: 25,
    buttonText: 75,
    buttonId: 255,
    buttonValue: 2_000,
    /** Options of an overflow menu, each with a text as long as a button's and a value of at most 150. */
    menu: 5,
    /** `text` beside blocks: the notification and what a screen reader says. */
    fallback: 3_000,
    modalTitle: 24,
    suggestions: 100,
    suggestionText: 75,
  },
} as const;

/** Options that take many words: a form gives them a box instead of a line. */
export const LONG_OPTIONS: ReadonlySet<string> = new Set(['question', 'quotation']);

/** The most buttons of a message: four, or on the page behind `⋯` the rest of them (READING.md). */
export const MAX_BUTTONS = 10;
