import { FusedMatcher } from '../../../matching/fused-matcher.ts';
import { canonicalLink } from '../../../matching/links.ts';
import { type ClaimText, Matcher } from '../../../matching/matcher.ts';
import { isNearCopy, type Print, printOf, saysOtherwise } from '../../../matching/near-copy.ts';
import { Pictures } from '../../../matching/pictures.ts';
import { Sounds } from '../../../matching/sounds.ts';
import type { KnownClaim, KnownFile, SeenTip } from '../../../store/known-claims.ts';
import { type Heard, joinHeard } from './join-heard.ts';
import type { ClaimMatch, TipMatch } from './match.ts';

/** How many bits of a picture may differ for a person to be asked. */
const PICTURE_SUGGESTS = 8;
/** And for two waiting ones to be taken for one. */
const PICTURE_IS_SAME = 4;
/** Of the waiting tips that a new wording may mean, how many are matched anew. */
const LOOKED_AT_AGAIN = 50;
/** Waiting tips that are compared closely. */
const COMPARED = 20;

interface KnownTip {
  readonly groupId: string;
  readonly print: Print;
  readonly written: boolean;
  readonly files: readonly string[];
}

/** Who has a file. */
interface Holders {
  readonly claims: Set<string>;
  readonly tips: Set<string>;
}

/** Everything that new tips are compared with, in memory. Alone in its thread; knows no database. */
export class Known {
  /** With vectors of meaning, where there are any. */
  readonly #texts: FusedMatcher;
  readonly #waiting = new Matcher();
  readonly #pictures = new Pictures();
  readonly #sounds = new Sounds();
  readonly #claims = new Map<string, KnownClaim>();
  readonly #aliases = new Set<string>();
  readonly #tips = new Map<string, KnownTip>();
  readonly #holders = new Map<string, Holders>();

  /** @param alike the cosine from which two texts may mean the same, where vectors are made at all */
  constructor(alike?: number) {
    this.#texts = new FusedMatcher(alike);
  }

  get counts(): { claims: number; texts: number; tips: number; files: number } {
    return {
      claims: this.#claims.size,
      texts: this.#texts.size,
      tips: this.#tips.size,
      files: this.#holders.size,
    };
  }

  /**
   * One of the same id is replaced; what is the same as before is not read anew.
   * @returns whether it is worded otherwise than before
   */
  putClaim(claim: KnownClaim): boolean {
    let worded = false;
    const before = this.#claims.get(claim.id);
    this.#claims.set(claim.id, claim);
    const old = new Map(before?.texts.map((text) => [text.textId, text]));
    for (const text of claim.texts) {
      const known = old.get(text.textId);
      old.delete(text.textId);
      if (known?.text === text.text && before?.standsFor === claim.standsFor) continue;
      if (text.kind === 'alias') this.#aliases.add(text.textId);
      else if (known?.text !== text.text) worded = true;
      this.#texts.put({
        claimId: claim.standsFor,
        textId: text.textId,
        text: text.text,
        ...(text.language !== null && { language: text.language }),
      });
    }
    for (const textId of old.keys()) this.#dropText(textId);
    for (const file of before?.files ?? []) this.#let(file.blobId, 'claims', claim.id);
    for (const file of claim.files) this.#hold(file, 'claims', claim.id);
    return worded;
  }

  /** Waiting tips that may mean this claim, in the words that it has now: they came before it, or before these. */
  waitingFor(claimId: string): string[] {
    const texts = (this.#claims.get(claimId)?.texts ?? []).filter(({ kind }) => kind !== 'alias');
    const found = texts.flatMap(({ text }) => this.#waiting.find({ text }, { limit: LOOKED_AT_AGAIN }));
    return [...new Set(found.filter(({ band }) => band !== 'new').map(({ claimId: tipId }) => tipId))];
  }

  dropClaim(claimId: string): void {
    const known = this.#claims.get(claimId);
    if (!known) return;
    this.#claims.delete(claimId);
    for (const { textId } of known.texts) this.#dropText(textId);
    for (const { blobId } of known.files) this.#let(blobId, 'claims', claimId);
  }

  putTip(tip: SeenTip): void {
    this.dropTip(tip.id);
    const text = wordsOf(tip);
    this.#waiting.put({ claimId: tip.id, textId: tip.id, text });
    for (const file of tip.files) this.#hold(file, 'tips', tip.id);
    this.#tips.set(tip.id, {
      groupId: tip.groupId ?? tip.id,
      print: printOf(text),
      written: tip.written,
      files: tip.files.map(({ blobId }) => blobId),
    });
  }

  dropTip(tipId: string): void {
    const known = this.#tips.get(tipId);
    if (!known) return;
    this.#tips.delete(tipId);
    this.#waiting.drop(tipId);
    for (const blobId of known.files) this.#let(blobId, 'tips', tipId);
  }

  /** Wordings of which no vector has been made. */
  lacking(most: number): ClaimText[] {
    return this.#texts.lacking(most);
  }

  /** @returns false where all are to be made anew; see `FusedMatcher` */
  understand(text: ClaimText, vector: readonly number[]): boolean {
    return this.#texts.understand(text, vector);
  }

  /** What the tip may mean, and what waits that is the same. */
  find(tip: SeenTip, vector?: readonly number[]): TipMatch {
    const heard = this.#heard(tip.files);
    return { claims: this.#claimsFor(tip, heard, vector), near: this.#near(tip, heard) };
  }

  #claimsFor(tip: SeenTip, heard: readonly HeardFile[], vector: readonly number[] | undefined): ClaimMatch[] {
    const text = wordsOf(tip);
    const print = printOf(text);
    const found = this.#texts.find({ text }, {}, vector);
    const said = found.flatMap(({ claimId, sure, band, reasons, text: known, alike }): ClaimMatch[] => {
      if (band === 'new') return [];
      // Of what somebody else sent no word is quoted: it may be taken back, and a reason would stay.
      const words: { key: string; words?: readonly string[] }[] = this.#aliases.has(known.textId)
        ? [{ key: 'alias' }]
        : Object.entries(reasons)
            .filter(([, list]) => list.length > 0)
            .map(([key, list]) => ({ key, words: list }));
      if (alike !== undefined) words.push({ key: 'meaning' });
      const otherwise = band === 'answer' && saysOtherwise(print, printOf(known.text));
      return [{ claimId, sure, band: otherwise ? 'suggest' : band, why: words }];
    });
    const byFile = heard.flatMap(({ blobId, ...how }): Heard[] =>
      [...(this.#holders.get(blobId)?.claims ?? [])].map((id) => ({
        claimId: this.#claims.get(id)?.standsFor ?? id,
        ...how,
      })),
    );
    return joinHeard(said, byFile, { written: tip.written });
  }

  #near(tip: SeenTip, heard: readonly HeardFile[]): TipMatch['near'] {
    const text = wordsOf(tip);
    const print = printOf(text);
    for (const { claimId: other } of this.#waiting.find({ text }, { limit: COMPARED })) {
      const known = this.#tips.get(other);
      if (known && other !== tip.id && isNearCopy(print, known.print))
        return { tipId: other, groupId: known.groupId };
    }
    for (const { blobId, how, distance } of heard) {
      if (how === 'picture' && distance > PICTURE_IS_SAME) continue;
      for (const other of this.#holders.get(blobId)?.tips ?? []) {
        const known = this.#tips.get(other);
        // The same picture under other words is another rumor.
        if (!known || other === tip.id || (tip.written && known.written)) continue;
        return { tipId: other, groupId: known.groupId };
      }
    }
    return null;
  }

  /** Known files that are the same as these, or look or sound alike. */
  #heard(files: readonly KnownFile[]): HeardFile[] {
    return files.flatMap(({ blobId, perceptual, fingerprint }): HeardFile[] => [
      ...(this.#holders.has(blobId) ? [{ blobId, how: 'same_file' as const, distance: 0 }] : []),
      ...(perceptual ? this.#pictures.find(perceptual, PICTURE_SUGGESTS) : [])
        .filter(({ key }) => key !== blobId)
        .map(({ key, distance }) => ({ blobId: key, how: 'picture' as const, distance })),
      ...(fingerprint ? this.#sounds.find(fingerprint) : [])
        .filter(({ key }) => key !== blobId)
        .map(({ key }) => ({ blobId: key, how: 'sound' as const, distance: 0 })),
    ]);
  }

  #dropText(textId: string): void {
    this.#texts.drop(textId);
    this.#aliases.delete(textId);
  }

  #hold({ blobId, perceptual, fingerprint }: KnownFile, by: keyof Holders, id: string): void {
    const holders = this.#holders.get(blobId);
    if (holders) {
      holders[by].add(id);
      return;
    }
    this.#holders.set(blobId, { claims: new Set(), tips: new Set(), [by]: new Set([id]) });
    if (perceptual) this.#pictures.add(blobId, perceptual);
    if (fingerprint) this.#sounds.add(blobId, fingerprint);
  }

  #let(blobId: string, by: keyof Holders, id: string): void {
    const holders = this.#holders.get(blobId);
    if (!holders) return;
    holders[by].delete(id);
    if (holders.claims.size + holders.tips.size > 0) return;
    this.#holders.delete(blobId);
    this.#pictures.remove(blobId);
    this.#sounds.remove(blobId);
  }
}

interface HeardFile {
  readonly blobId: string;
  readonly how: Heard['how'];
  /** Of a picture: how many bits differ. */
  readonly distance: number;
}

export const wordsOf = ({ text, origin }: SeenTip) =>
  origin && canonicalLink(origin) ? `${text}\n${origin}` : text;
