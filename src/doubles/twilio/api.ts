import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Account } from './account.ts';
import type { Outcome, openDouble } from './double.ts';
import { pageOf } from './list-messages.ts';
import type { MediaStore } from './media-store.ts';
import { isRefusal, type Refusal } from './refusal.ts';
import { mediaResource, messageResource } from './resources.ts';

/** Twilio's own interface over HTTP: whoever asks must say who they are. */
export function openApi(account: Account, double: ReturnType<typeof openDouble>, media: MediaStore) {
  const home = `/2010-04-01/Accounts/${account.accountSid}/Messages`;

  return async (request: IncomingMessage, body: string, response: ServerResponse): Promise<void> => {
    const { method = '', url = '/' } = request;
    const { pathname, searchParams } = new URL(url, 'http://double');
    const stranger = refuseStranger(request, account);
    const file = /^\/([SM]M\w+)\/Media(?:\/(ME\w+))?(\.json)?$/.exec(pathname.replace(home, ''));
    const approval = /^\/v1\/Content\/(HX\w+)\/ApprovalRequests$/.exec(pathname);
    if (stranger) refuse(response, stranger);
    else if (pathname === '/v1/Content' && method === 'POST') makeContent(body, response);
    else if (approval) serveApproval(approval[1] ?? '', response);
    else if (pathname === `${home}.json` && method === 'POST')
      carryOut(await double.create(new URLSearchParams(body)), response);
    else if (pathname === `${home}.json`) list(searchParams, response);
    else if (pathname.startsWith(home) && file) serveMedia(method, file, response);
    else refuse(response, NOTHING);
  };

  function list(query: URLSearchParams, response: ServerResponse): void {
    const page = pageOf(
      double.messages().map(([one, standing]) => messageResource(one, standing, account)),
      `${home}.json`,
      query,
    );
    if (isRefusal(page)) refuse(response, page);
    else sendJson(response, 200, page);
  }

  function makeContent(body: string, response: ServerResponse): void {
    const fault = double.takeContentOrder()?.content;
    if (fault === 'hang') return;
    const made = fault ? FAULTS[fault] : double.contents.create(body);
    if (isRefusal(made)) refuse(response, made);
    else sendJson(response, 201, { account_sid: account.accountSid, sid: made.sid, ...made.content });
  }

  function serveApproval(sid: string, response: ServerResponse): void {
    const { status = 'approved', rejection_reason = '' } = account.approvals?.[sid] ?? {};
    const about = { name: 'a_name', category: 'UTILITY', content_type: 'twilio/text' };
    const whatsapp = { type: 'whatsapp', ...about, status, rejection_reason };
    if (account.templates?.[sid] === undefined) refuse(response, NOTHING);
    else sendJson(response, 200, { sid, account_sid: account.accountSid, whatsapp });
  }

  function serveMedia(method: string, path: RegExpExecArray, response: ServerResponse): void {
    const [, messageSid = '', sid, json] = path;
    const file = sid === undefined ? undefined : media.find(messageSid, sid);
    if (sid === undefined) {
      const files = media.of(messageSid).map((one) => mediaResource(one, account));
      const whole = { page: 0, page_size: 50, start: 0, end: files.length - 1, next_page_uri: null };
      sendJson(response, 200, { ...whole, media_list: files });
    } else if (!file) {
      refuse(response, NOTHING);
    } else if (method === 'DELETE') {
      media.remove(file);
      response.writeHead(204).end();
    } else if (json === undefined) {
      media.redirect(file, response);
    } else {
      sendJson(response, 200, mediaResource(file, account));
    }
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

const FAULTS = {
  forbidden: { status: 403, code: 20403, message: 'not allowed' },
  broken: { status: 500, code: 20500, message: 'internal error' },
} as const;
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
