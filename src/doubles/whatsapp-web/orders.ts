import type { End, MessageFault, Orders, Receipts } from './double.ts';

/** What is to go wrong, in the order it was told; each is used up by what it was given for. */
export function openOrders() {
  const messages = openLine<MessageFault>();
  const uploads = openLine<number | 'hang'>();
  const downloads = openLine<number | 'hang' | 'cut'>();
  const logins = openLine<End>();
  const connects = openLine<number | 'drop' | 'hang'>();
  const unreadable = openLine<true>();
  const reuploads = openLine<'silent' | 'deleted'>();
  const queries = new Map<string, ReturnType<typeof openLine<number | 'hang'>>>();
  let manner: Receipts = { send: [] };

  const given: Orders = {
    message: messages.give,
    receipts: (wanted) => {
      manner = wanted;
    },
    upload: uploads.give,
    download: downloads.give,
    login: logins.give,
    connect: connects.give,
    query(xmlns, answer, times) {
      const line = queries.get(xmlns) ?? openLine<number | 'hang'>();
      queries.set(xmlns, line);
      line.give(answer, times);
    },
    unreadable: (times) => unreadable.give(true, times),
    reupload: reuploads.give,
    clear() {
      for (const line of [
        messages,
        uploads,
        downloads,
        logins,
        connects,
        unreadable,
        reuploads,
        ...queries.values(),
      ])
        line.clear();
      manner = { send: [] };
    },
  };
  return {
    given,
    takeMessage: messages.take,
    takeUpload: uploads.take,
    takeDownload: downloads.take,
    takeLogin: logins.take,
    takeConnect: connects.take,
    takeUnreadable: unreadable.take,
    takeReupload: reuploads.take,
    takeQuery: (xmlns: string) => queries.get(xmlns)?.take(),
    receipts: () => manner,
  };
}

export type StandingOrders = ReturnType<typeof openOrders>;

function openLine<T>() {
  let waiting: T[] = [];
  return {
    give: (order: T, times = 1): void => {
      waiting.push(...Array.from({ length: times }, () => order));
    },
    take: (): T | undefined => waiting.shift(),
    clear: (): void => {
      waiting = [];
    },
  };
}
