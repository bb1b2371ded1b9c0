// English: the terms for sellers. Another text is another version: of ../../api/terms.ts and of the API (domain/sellers).

export const sellerTerms = {
  title: 'Terms for sellers',
  version: (version: string) => `Version ${version}. Whoever applies as a seller accepts them.`,
  read: 'Read the terms for sellers (opens in a new tab)',
  sections: [
    {
      title: 'What you offer',
      text: [
        'You hold the rights to what you upload: picture, sound, music and text, for selling and renting it online.',
        'You set the prices. They contain the tax of the country in which the viewer lives.',
        'A film is sold only while the payment provider can pay you. When it cannot, nothing more is sold; what was bought or rented plays on.',
        'We may take a film down for a reason, which you are told. What was sold before is then given back or settled.',
      ],
    },
    {
      title: 'What is yours',
      text: [
        'Your part of a sale is the share of the price without tax that the shop has set when the film was ordered. It is shown with each sale, in its currency, and does not change afterwards. It is rounded down; the rest is ours.',
        'We sell in our own name, collect the tax and pay it. The fees of the payment provider are ours too.',
        'You do not buy your own films: to look at one is no sale.',
      ],
    },
    {
      title: 'When it is paid',
      text: [
        'Your part is held until the viewer may no longer give the film back, and is available from the next day (UTC) on.',
        'What is available is paid in the first days of each month, or when you ask, if it is not less than the smallest sum that is paid out.',
        'When a film is given back, or a payment is disputed and lost, your part of it goes back too. If it was paid out already, your balance falls below zero and the next sales fill it.',
        'There is a statement for each month, as PDF and as CSV.',
      ],
    },
    {
      title: 'Who you are',
      text: [
        'You tell us your name, your e-mail address and your country, and the payment provider what the law asks it to know. Keep both right.',
        'What you tell us is stored encrypted and seen by you and the staff only. When you are erased it can no longer be read; the sums stay, since the books must be kept.',
      ],
    },
    {
      title: 'How it ends',
      text: [
        'You may stop at any time: ask us to take your films down. What is yours is still paid.',
        'When these terms change, you are asked to accept the new ones; until then the old ones hold for what was sold.',
      ],
    },
  ],
}
