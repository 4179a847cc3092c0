// Imported by the pages of the ledger, the caps and the retry policy: brings their words in.
import { addMessages } from './index'
import { en } from './rules.en'
import { zh } from './rules.zh'

addMessages(zh, en)
