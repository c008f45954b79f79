/** Addresses that no fetch may reach, in every spelling that a URL, a redirect or a resolver may bring. */

const V4 = [
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.1.1',
  '169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '198.18.0.1',
  '203.0.113.7',
  '224.0.0.251',
  '240.0.0.1',
  '255.255.255.255',
];

const V6 = [
  '::',
  '::1',
  '0:0:0:0:0:0:0:1',
  '0000:0000:0000:0000:0000:0000:0000:0001',
  '::0.0.0.1',
  'fe80::1',
  'febf:ffff::1',
  'fec0::1',
  'fc00::1',
  'fd00:ec2::254',
  'fd20:ce::254',
  'FDFF:FFFF::1',
  'ff02::1',
  'ff0e::1',
  '100::1',
  '2001::1',
  '2001:2::1',
  '2001:10::1',
  '2001:20::1',
  '2001:db8::1',
  '3fff::1',
  '4000::1',
  '5f00::1',
  '2002::1',
  '64:ff9b:1::1',
];

const NAMES = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'any.localhost',
  'localhost.localdomain',
  'ip6-localhost',
  '127.0.0.1.resolver.example',
  'metadata.google.internal',
  'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
  'intranet',
];

const wide = (text: string, zero: number) => text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

function spellings(address: string): string[] {
  const parts = address.split('.').map(Number) as [number, number, number, number];
  const [a, b, c, d] = parts;
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (value: number, width = 1) => value.toString(16).padStart(width, '0');
  const octal = (value: number) => `0${value.toString(8)}`;
  const [high, low] = [hex(a * 256 + b), hex(c * 256 + d)];
  const turned = [hex((a * 256 + b) ^ 0xffff), hex((c * 256 + d) ^ 0xffff)].join(':');
  return [
    address,
    `${address}.`,
    String(whole),
    `0x${hex(whole, 8)}`,
    `0X${hex(whole, 8).toUpperCase()}`,
    `0${whole.toString(8)}`,
    `0x${hex(a)}.${b * 65_536 + c * 256 + d}`,
    `${a}.${b * 65_536 + c * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    parts.map((part) => `0x${hex(part)}`).join('.'),
    parts.map(octal).join('.'),
    parts.map((part) => `000${octal(part)}`).join('.'),
    `${octal(a)}.${b}.0x${hex(c)}.${d}`,
    `${a}.0x${hex(b * 65_536 + c * 256 + d)}`,
    address.replace(/\d/g, (digit) => `%3${digit}`),
    address.replaceAll('.', '%2e'),
    address.replaceAll('.', '。'),
    address.replaceAll('.', '．'),
    wide(address, 0xff10),
    wide(address, 0x1d7ce),
    address.replace('.', '.\u00ad'),
    `[::ffff:${address}]`,
    `[::FFFF:${high}:${low}]`,
    `[0:0:0:0:0:ffff:${high}:${low}]`,
    `[0000:0000:0000:0000:0000:ffff:${hex(a, 2)}${hex(b, 2)}:${hex(c, 2)}${hex(d, 2)}]`,
    `[::${address}]`,
    `[::${high}:${low}]`,
    `[::ffff:0:${address}]`,
    `[64:ff9b::${address}]`,
    `[64:ff9b::${high}:${low}]`,
    `[64:ff9b:1::${address}]`,
    `[2002:${high}:${low}::]`,
    `[2002:${high}:${low}::1]`,
    `[2001:0:${high}:${low}::1]`,
    `[2001:0:4136:e378:8000:63bf:${turned}]`,
  ];
}

/** Whole addresses of a page on that port, each once. */
export function insideAddresses(port: number): readonly string[] {
  const hosts = [...V4.flatMap(spellings), ...V6.map((address) => `[${address}]`), ...NAMES];
  const home = `127.0.0.1:${port}`;
  return [
    ...new Set(hosts.map((host) => `http://${host}:${port}/secret`)),
    `https://127.0.0.1:${port}/secret`,
    `HTTP://127.1:${port}/secret`,
    `http:${home}/secret`,
    `http:/${home}/secret`,
    `http:///${home}/secret`,
    `http:\\\\${home}\\secret`,
    `  http://${home}/secret  `,
    `ht\ttp://127.0\n.0.1:${port}/secret`,
    `http://example.com@${home}/secret`,
    `http://example.com%00@${home}/secret`,
    `http://name:word@${home}/secret`,
    `http://${home}#@example.com/`,
    `http://${home}?@example.com/`,
    `http://${home}\\@example.com/`,
    `http://[fe80::1%25lo]:${port}/secret`,
    `http://[::1%25lo]:${port}/secret`,
    `http://[::ffff:127.0.0.1%25]:${port}/secret`,
    `ftp://${home}/secret`,
    `file://localhost/etc/hostname`,
    `file:///etc/hostname`,
    `gopher://${home}/_GET%20/secret`,
    `ws://${home}/secret`,
    `data:text/html,secret`,
    `javascript:secret`,
    `//${home}/secret`,
    `/secret`,
    '',
  ];
}

/** Public addresses, next to those that are not, as a resolver gives them. */
export const PUBLIC = [
  ...['1.0.0.1', '1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '93.184.215.14', '100.63.255.255', '100.128.0.0'],
  ...['126.255.255.255', '128.0.0.1', '151.101.1.140', '168.63.129.15', '168.63.129.17', '169.253.255.255'],
  ...['169.255.0.0', '172.15.255.255', '172.32.0.0', '191.255.255.255', '192.0.1.1', '192.0.3.0', '192.88.98.255'],
  ...['192.88.100.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '198.51.99.255'],
  ...['198.51.101.0', '203.0.112.255', '203.0.114.0', '216.58.204.110', '223.255.255.254'],
  ...['2000::1', '2001:200::1', '2001:4860:4860::8888', '2001:db7:ffff::1', '2001:db9::1', '2003::1', '2400:cb00::1'],
  ...['2606:4700::6810:85e5', '2620:fe::fe', '2800:3f0::1', '2a00:1450:4001:82b::200e', '2c0f:fb50::1', '3ffe::1'],
  ...['64:ff9b::8.8.8.8', '64:ff9b::808:808', '64:ff9b::5db8:d70e'],
];
