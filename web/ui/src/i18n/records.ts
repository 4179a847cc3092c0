// Imported by the pages of records, numbers to correct, jobs and the ledger: brings their words in.
import { addMessages } from './index'
import { en } from './records.en'
import { zh } from './records.zh'

addMessages(zh, en)
