import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Account } from './account.ts';
import { isRefusal, type Refusal } from './create-message.ts';
import type { Outcome, openDouble } from './double.ts';
import { pageOf } from './list-messages.ts';
import type { MediaStore } from './media-store.ts';
import { mediaResource, messageResource } from './resources.ts';

/** Twilio's own interface over HTTP: whoever asks must say who they are. */
export function openApi(account: Account, double: ReturnType<typeof openDouble>, media: MediaStore) {
  const home = `/2010-04-01/Accounts/${account.accountSid}/Messages`;

  return async (request: IncomingMessage, body: string, response: ServerResponse): Promise<void> => {
    const { method = '', url = '/' } = request;
    const { pathname, searchParams } = new URL(url, 'http://double');
    const stranger = refuseStranger(request, account);
    if (stranger) return refuse(response, stranger);
    if (pathname === '/v1/Content' && method === 'POST') return makeContent(body, response);
    if (pathname === `${home}.json`) {
      if (method === 'POST') return carryOut(await double.create(new URLSearchParams(body)), response);
      const page = pageOf(double.resources(), `${home}.json`, searchParams);
      return isRefusal(page) ? refuse(response, page) : sendJson(response, 200, page);
    }
    const of = /^\/([SM]M\w+)\/Media(?:\/(ME\w+))?(\.json)?$/.exec(pathname.replace(home, ''));
    if (pathname.startsWith(home) && of) return serveMedia(method, of, response);
    return refuse(response, NOTHING);
  };

  function makeContent(body: string, response: ServerResponse): void {
    switch (double.takeContentOrder()?.content) {
      case 'forbidden':
        return refuse(response, { status: 403, code: 20403, message: 'not allowed' });
      case 'broken':
        return refuse(response, { status: 500, code: 20500, message: 'internal error' });
      case 'hang':
        return;
      default:
    }
    const made = double.contents.create(body);
    if (isRefusal(made)) return refuse(response, made);
    sendJson(response, 201, { account_sid: account.accountSid, sid: made.sid, ...made.content });
  }

  function serveMedia(method: string, path: RegExpExecArray, response: ServerResponse): void {
    const [, messageSid = '', sid, json] = path;
    if (sid === undefined) {
      const files = media.of(messageSid).map((file) => mediaResource(file, account));
      const whole = { page: 0, page_size: 50, start: 0, end: files.length - 1, next_page_uri: null };
      return sendJson(response, 200, { ...whole, media_list: files });
    }
    const file = media.find(messageSid, sid);
    if (!file) return refuse(response, NOTHING);
    if (method === 'DELETE') {
      media.remove(file);
      response.writeHead(204).end();
      return;
    }
    return json === undefined
      ? media.redirect(file, response)
      : sendJson(response, 200, mediaResource(file, account));
  }

  function carryOut(outcome: Outcome, response: ServerResponse): void {
    switch (outcome.do) {
      case 'answer':
        sendJson(response, 201, messageResource(outcome.message, { status: 'queued' }, account));
        break;
      case 'refuse':
        if (outcome.retryAfter !== undefined) response.setHeader('retry-after', String(outcome.retryAfter));
        refuse(response, outcome.refusal);
        break;
      case 'bare':
        response.writeHead(outcome.status).end();
        break;
      case 'drop':
        response.destroy();
        break;
      case 'rubbish':
        response.writeHead(201, { 'content-type': 'text/html' }).end('<html>');
        break;
      case 'hang':
        break;
    }
  }
}

const NOTHING: Refusal = { status: 404, code: 20404, message: 'nothing here' };

function refuseStranger(request: IncomingMessage, { accountSid, authToken }: Account): Refusal | undefined {
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  if (request.headers.authorization === expected) return undefined;
  return { status: 401, code: 20003, message: 'Authenticate' };
}

function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  sendJson(response, status, { code, message, more_info, status });
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
