// Progress on stderr: stdout belongs to the command itself (`--json` prints one document there).
const terminal = process.stderr.isTTY

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`

export const say = (text) => process.stderr.write(`${text}\n`)

/** One line while `work` runs (what, and what it is for), finished by the time it took. */
export const step = async (what, why, work) => {
  const began = Date.now()
  const line = `  ${what}: ${why}`
  process.stderr.write(terminal ? line : `${line} …\n`)
  const ticking = terminal && setInterval(() => process.stderr.write(`\r${line} (${seconds(began)}) `), 500)
  try {
    const result = await work()
    if (terminal) process.stderr.write(`\r${line}, ${seconds(began)}          \n`)
    else say(`  ${what}: done in ${seconds(began)}`)
    return result
  } catch (error) {
    if (terminal) process.stderr.write('\n')
    throw error
  } finally {
    clearInterval(ticking)
  }
}
