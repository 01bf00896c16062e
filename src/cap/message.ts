/** What a CAP message says; the names are those of the standard (OASIS CAP 1.2, section 3.2). */
export type CapAlert = CapHead & CapKind & CapScope;

interface CapHead extends CapReference {
  /** Times are written as this place's clocks show them: an IANA name. */
  readonly timeZone: string;
  readonly status: 'Actual' | 'Exercise' | 'System' | 'Test' | 'Draft';
  /** With an exercise, what exercise it is; with an error, what was wrong. */
  readonly note?: string;
  /** Names of what this message and others are about. */
  readonly incidents?: readonly string[];
  /** A block for each language. */
  readonly info?: readonly CapInfo[];
}

/** Names a message. A `CapAlert` is one, too: what answers it can be handed the alert itself. */
export interface CapReference {
  /** Without white space, commas, `<` or `&`, like the sender; unique among what the sender sends. */
  readonly identifier: string;
  /** Unique among all senders, such as an address or a domain. */
  readonly sender: string;
  readonly sent: Date;
}

type CapKind =
  | { readonly msgType: 'Alert'; readonly references?: readonly CapReference[] }
  | {
      readonly msgType: 'Update' | 'Cancel' | 'Ack' | 'Error';
      /** What it updates, takes back, has received or refuses. */
      readonly references: readonly CapReference[];
    };

type CapScope =
  | { readonly scope: 'Public' }
  | { readonly scope: 'Restricted'; readonly restriction: string }
  | { readonly scope: 'Private'; readonly addresses: readonly string[] };

export interface CapInfo {
  /** As in RFC 3066: `fr-HT`, `ht`. */
  readonly language: string;
  readonly categories: readonly CapCategory[];
  readonly event: string;
  readonly responseTypes?: readonly CapResponse[];
  readonly urgency: 'Immediate' | 'Expected' | 'Future' | 'Past' | 'Unknown';
  readonly severity: 'Extreme' | 'Severe' | 'Moderate' | 'Minor' | 'Unknown';
  readonly certainty: 'Observed' | 'Likely' | 'Possible' | 'Unlikely' | 'Unknown';
  readonly eventCodes?: readonly CapValue[];
  readonly effective?: Date;
  readonly onset?: Date;
  readonly expires?: Date;
  readonly senderName?: string;
  readonly headline?: string;
  readonly description?: string;
  readonly instruction?: string;
  readonly parameters?: readonly CapValue[];
  readonly area?: CapArea;
}

export type CapCategory =
  | ('Geo' | 'Met' | 'Safety' | 'Security' | 'Rescue' | 'Fire')
  | ('Health' | 'Env' | 'Transport' | 'Infra' | 'CBRNE' | 'Other');

export type CapResponse =
  | ('Shelter' | 'Evacuate' | 'Prepare' | 'Execute' | 'Avoid')
  | ('Monitor' | 'Assess' | 'AllClear' | 'None');

export interface CapValue {
  readonly valueName: string;
  readonly value: string;
}

export interface CapArea {
  readonly areaDesc: string;
  readonly circle?: CapCircle;
  readonly geocodes?: readonly CapValue[];
}

/** On WGS 84. */
export interface CapCircle {
  readonly latitude: number;
  readonly longitude: number;
  readonly radiusKm: number;
}
