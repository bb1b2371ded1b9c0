// English: log-in and registration.

export const people = {
  logInTitle: 'Log in',
  registerTitle: 'Join Matinee',
  login: 'Name',
  loginHint: 'Any name of 3 characters or more; no e-mail address is needed.',
  password: 'Password',
  passwordHint: 'At least 8 characters. A short sentence is good.',
  showPassword: 'Show the password',
  submitLogIn: 'Log in',
  submitRegister: 'Join',
  noAccount: 'New here?',
  hasAccount: 'Already here?',
  iWant: 'I want to',
  watch: 'watch films',
  sell: 'sell films',
  oneRole: 'Choose at least one.',
  loginNeeded: 'Enter a name.',
  loginWrong: 'At least 3 characters, without spaces.',
  passwordNeeded: 'Enter a password.',
  passwordShort: 'At least 8 characters.',
}
