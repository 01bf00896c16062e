import type { Setting } from '../../core/channel.ts';

export const settings: Readonly<Record<string, Setting>> = {
  SMS_GATEWAYS: {
    help: 'One entry per short code or SIM, separated by ; or a new line, each with the address and the access that the operator or the phone app gave you: name=kind https://user:password@host/path?from=2004&secret=... as src/channels/sms-gateway/README.md explains.',
    secret: true,
    matches: /=/,
  },
};
