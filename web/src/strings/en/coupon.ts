// English: coupons.

export const coupon = {
  title: 'Coupons',
  none: 'There is no coupon yet.',
  code: 'Code',
  takes: 'Takes off',
  unit: 'Of what',
  most: 'Orders in all',
  until: 'Last day',
  used: 'Orders',
  usedOf: (used: string, most: string) => `${used} of ${most}`,
  state: 'State',
  over: 'Over',
  make: 'Make the coupon',
  made: (code: string) => `${code} can be used.`,
  takeBack: 'Take back',
  takeBackOf: (code: string) => `Take ${code} back`,
  faults: {
    code: 'One to 32 letters and digits.',
    percent: 'A whole number from 1 to 100.',
    amount: 'An amount above zero, such as 2.50.',
    most: 'A whole number from 1 to 5000.',
    until: 'A day from today on.',
  },
}
