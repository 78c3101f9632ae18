// Stands where the command line's setup stands in tests of the sandbox.
console.log(`set up ${process.env.LINE_API_URL} in ${process.argv.at(-1)}`);
